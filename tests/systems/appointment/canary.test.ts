import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { parseRegister } from "../../../policies/exemptions/register";
import { exemptableRules } from "../../../policies/rules/exemptable";
import type { JsonObject } from "../../policies/support/objects";
import { PackRun } from "../../policies/support/pack";
import { at, find, identity, objectsOf, type RegisteredObject } from "../evaluate";
import { DIGEST, type Keys } from "../example-keys";
import { container, pod } from "./figures";
import { canaryServices, environments, problemOf, problemsOf, stackOf, valuesOf } from "./services";
import { role } from "./sufficient";

const trial = `sha256:${"fedcba9876543210".repeat(4)}`;
const booking = (canary: Keys, more: Keys = {}): Parameters<typeof stackOf>[1] => ({
  booking: { roleArn: role("booking"), canary, ...more },
});
const byIngress = { "appointment:trafficSplit": "ingress" };
const withIngress = { host: "booking.example.com", ingress: { enabled: true } };

describe("appointment: the canary of a release (SPEC 1.4.12, C-27 to C-33)", () => {
  let idle: readonly RegisteredObject[];
  let release: readonly RegisteredObject[];

  before(async () => {
    idle = await objectsOf(stackOf("prod"));
    release = await objectsOf(stackOf("prod", booking({ digest: trial })));
  });

  it("is absent outside of a release", () => {
    assert.ok(!idle.map(identity).some((name) => name.includes("canary")));
  });

  it("is absent where its keys were removed one by one", () => {
    for (const environment of environments) {
      assert.equal(valuesOf(environment, booking({})).services.booking.canary, undefined);
    }
  });

  it("adds a Deployment and a Service, without autoscaler, budget, account and policy (C-32)", () => {
    const before = new Set(idle.map(identity));
    const added = release.map(identity).filter((name) => !before.has(name));
    assert.deepEqual(added.sort(), ["Deployment/booking-service-canary", "Service/booking-service-canary"]);
  });

  it("runs one pod of the new image, marked as canary, under the stable account (C-32)", () => {
    const { inputs, options } = find(release, "Deployment", "booking-service-canary");
    assert.equal(at(inputs, "spec.replicas"), 1);
    assert.equal(options.ignoreChanges, undefined);
    assert.equal(at(inputs, `${container}.image`), `registry.example.com/booking-service@${trial}`);
    assert.equal(at(inputs, `${pod}.serviceAccountName`), "booking-service");
    const labels = { "app.kubernetes.io/name": "booking-service", track: "canary" };
    assert.deepEqual(at(inputs, "spec.selector.matchLabels"), labels);
    const podLabels = at(inputs, "spec.template.metadata.labels") as Record<string, string>;
    assert.deepEqual([podLabels["app.kubernetes.io/name"], podLabels["track"]], ["booking-service", "canary"]);
    assert.deepEqual(at(find(release, "Service", "booking-service-canary").inputs, "spec.selector"), labels);
  });

  it("is the stable pod in everything else (C-29)", () => {
    const spec = (name: string): Record<string, unknown> => {
      const found = at(find(release, "Deployment", name).inputs, pod) as { containers: Record<string, unknown>[] };
      return { ...found, containers: found.containers.map((each) => ({ ...each, image: undefined })) };
    };
    assert.deepEqual(spec("booking-service-canary"), spec("booking-service"));
  });

  it("says its weight, and gets it when it is ready (C-30, W-12)", () => {
    const canary = find(release, "Deployment", "booking-service-canary");
    assert.equal(canary.inputs.metadata.annotations?.["canary.weight"], "10");
    const route = find(release, "VirtualService", "booking-service");
    const weights = (at(route.inputs, "spec.http.0.route") as { weight: number }[]).map(({ weight }) => weight);
    assert.deepEqual(weights, [90, 10]);
    assert.ok(route.options.dependsOn?.includes(canary.urn));
  });

  it("has an exemption of its own for the missing CPU limit (C-37)", () => {
    const { annotations } = find(release, "Deployment", "booking-service-canary").inputs.metadata;
    assert.equal(annotations?.["bulwark.io/exemptions"], "booking-service-cpu-limit-canary");
  });

  it("is what the policies and the exemptions register allow, for each canary service (R-32, R-63)", async () => {
    const file = join(__dirname, "../../../policies/exemptions.yaml");
    const register = parseRegister(readFileSync(file, "utf8"), file, exemptableRules);
    const all = Object.fromEntries(canaryServices.map((service) => [service, { canary: { digest: trial } }]));
    const own = { ...all, booking: { roleArn: role("booking"), canary: { digest: trial } } };
    const pack = new PackRun({ register, environment: "prod", stack: "prod", today: "2026-11-28" });
    const canaries = (await objectsOf(stackOf("prod", own))).filter((object) => identity(object).endsWith("-canary"));
    assert.equal(canaries.length, 2 * canaryServices.length);
    for (const object of canaries) {
      const found = await pack.analyze({ type: object.type, object: object.inputs as unknown as JsonObject });
      assert.deepEqual(
        found.filter(({ mandatory }) => mandatory).map(({ message }) => message),
        [],
      );
    }
  });

  it("may take ten minutes, the stable release fifteen (R-79)", () => {
    const limit = (name: string): unknown => find(release, "Deployment", name).options.customTimeouts?.update;
    assert.deepEqual([limit("booking-service-canary"), limit("booking-service")], ["10m", "15m"]);
  });

  it("leaves the stable release as it is (W-14)", () => {
    for (const kind of ["Deployment", "Service", "PodDisruptionBudget", "HorizontalPodAutoscaler", "NetworkPolicy"]) {
      const [before, after] = [idle, release].map((objects) => find(objects, kind, "booking-service").inputs);
      assert.deepEqual(before, after, kind);
    }
  });

  describe("in several steps (C-31)", () => {
    const steps = [10, 25, 50];
    const inStep = (step: number): ReturnType<typeof objectsOf> =>
      objectsOf(stackOf("prod", booking({ digest: trial, weights: steps, step })));

    it("has the first weight until another step is named", () => {
      const { canary } = valuesOf("prod", booking({ digest: trial, weights: steps })).services.booking;
      assert.deepEqual([canary?.weights, canary?.step], [steps, 0]);
    });

    it("has the weight of the step that is named", async () => {
      for (const [step, weight] of steps.entries()) {
        const objects = await inStep(step);
        const route = find(objects, "VirtualService", "booking-service");
        const weights = (at(route.inputs, "spec.http.0.route") as { weight: number }[]).map((each) => each.weight);
        assert.deepEqual(weights, [100 - weight, weight]);
      }
    });

    it("restarts no pod from step to step, and touches nothing but the split", async () => {
      const [first, second] = [await inStep(0), await inStep(1)];
      const changed = first.filter(
        ({ kind, inputs }) =>
          JSON.stringify(inputs) !== JSON.stringify(find(second, kind, inputs.metadata.name).inputs),
      );
      assert.deepEqual(changed.map(identity).sort(), [
        "Deployment/booking-service-canary",
        "VirtualService/booking-service",
      ]);
      const [before, after] = [first, second].map((objects) =>
        at(find(objects, "Deployment", "booking-service-canary").inputs, "spec"),
      );
      assert.deepEqual(before, after);
    });

    it("is split by the Ingress too (C-30)", async () => {
      const canary = { digest: trial, weights: steps, step: 2 };
      const objects = await objectsOf(stackOf("prod", booking(canary, withIngress), byIngress));
      const { annotations } = find(objects, "Ingress", "booking-service-canary").inputs.metadata;
      assert.equal(annotations?.["nginx.ingress.kubernetes.io/canary-weight"], "50");
    });
  });

  it("may have the stable image while that is promoted (W-13)", async () => {
    const objects = await objectsOf(stackOf("prod", booking({ digest: DIGEST })));
    const images = ["booking-service", "booking-service-canary"].map((name) =>
      at(find(objects, "Deployment", name).inputs, `${container}.image`),
    );
    assert.equal(images[0], images[1]);
  });

  it("can be split by the Ingress of its service (C-30)", async () => {
    const objects = await objectsOf(stackOf("prod", booking({ digest: trial }, withIngress), byIngress));
    const { annotations } = find(objects, "Ingress", "booking-service-canary").inputs.metadata;
    assert.equal(annotations?.["nginx.ingress.kubernetes.io/canary"], "true");
    assert.equal(annotations["nginx.ingress.kubernetes.io/canary-weight"], "10");
    assert.ok(!objects.some(({ kind }) => kind === "VirtualService"));
    const { labels } = find(objects, "Namespace", "appointment-prod").inputs.metadata;
    assert.equal(labels?.["istio-injection"], undefined);
  });

  describe("is refused", () => {
    it("outside of prod (W-12)", () => {
      for (const environment of environments.filter((name) => name !== "prod")) {
        const problem = problemOf(environment, booking({ digest: trial }));
        assert.equal(problem.key, "appointment:services.booking.canary", environment);
        assert.match(
          problem.remedy.at(-1) ?? "",
          /^pulumi config rm --stack .* 'appointment:services\.booking\.canary'$/,
        );
      }
    });

    it("without a digest, even with a tag (C-28)", () => {
      for (const canary of [{ tag: "v2" }, { weights: [20] }]) {
        assert.equal(problemOf("prod", booking(canary)).key, "appointment:services.booking.canary.digest");
      }
    });

    it("with a malformed digest, and with a weight that is none", () => {
      assert.equal(
        problemOf("prod", booking({ digest: "sha256:12" })).key,
        "appointment:services.booking.canary.digest",
      );
      for (const weight of [0, 100, 10.5, "10 %"]) {
        const problem = problemOf("prod", booking({ digest: trial, weights: [weight] }));
        assert.equal(problem.key, "appointment:services.booking.canary.weights[0]");
      }
    });

    it("with weights that do not rise, with none, and with too many (C-31)", () => {
      const refusedAt = (weights: readonly number[]): string =>
        problemOf("prod", booking({ digest: trial, weights })).key;
      assert.equal(refusedAt([10, 10]), "appointment:services.booking.canary.weights[1]");
      assert.equal(refusedAt([10, 50, 25]), "appointment:services.booking.canary.weights[2]");
      assert.equal(refusedAt([]), "appointment:services.booking.canary.weights");
      assert.equal(
        refusedAt(Array.from({ length: 11 }, (_, i) => i + 1)),
        "appointment:services.booking.canary.weights",
      );
    });

    it("in a step that there is not", () => {
      for (const canary of [{ step: 1 }, { weights: [10, 25], step: 2 }, { step: -1 }, { step: 10 }]) {
        const problem = problemOf("prod", booking({ digest: trial, ...canary }));
        assert.equal(problem.key, "appointment:services.booking.canary.step");
      }
    });

    it("for a service that rolls", () => {
      const problem = problemOf("prod", booking({ digest: trial }, { strategy: "rolling" }));
      assert.match(problem.allowed, /strategy is rolling/);
    });

    it("without mesh and without Ingress (C-30)", () => {
      const problem = problemOf("prod", booking({ digest: trial }), byIngress);
      assert.match(problem.allowed, /ingress\.enabled is false/);
      const without = { "bulwark:capabilities": { mesh: false } };
      assert.equal(problemOf("prod", booking({ digest: trial }), without).key, "appointment:services.booking.canary");
    });

    it("for availability by an Ingress, which does not see the calls of booking (C-30)", () => {
      const availability = { canary: { digest: trial }, host: "a.example.com", ingress: { enabled: true } };
      assert.match(problemOf("prod", { availability }, byIngress).allowed, /does not see those of booking/);
      assert.deepEqual(problemsOf("prod", { availability: { canary: { digest: trial } } }), []);
    });
  });

  it("is possible for each canary service", () => {
    for (const service of canaryServices) {
      const own = { ...(service === "booking" ? { roleArn: role(service) } : {}), canary: { digest: trial } };
      assert.deepEqual(valuesOf("prod", { [service]: own }).services[service].canary, {
        image: `registry.example.com/${service}-service@${trial}`,
        weights: [10],
        step: 0,
        promoting: false,
      });
    }
  });
});
