/** `bulwark canary`, on a control plane (W-12 to W-14, SPEC 1.4.12, C-31, G-49). */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { configure, configured, restrictStack } from "../lab/stacks/configure";
import { ROOT, SETUP_TIMEOUT_MS, openStacks, type StackLab } from "../lab/stacks/lab";
import { eventually } from "../lab/support";
import { Bulwark, type Ended } from "./bulwark";
import { openGateway } from "./gateway";
import { metricsSource, type MetricsSource } from "./metrics-source";

interface Deployment {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
  readonly status: { readonly readyReplicas?: number };
}

interface Status {
  readonly phase: string;
  readonly stable: string;
  readonly weight?: number;
  readonly pods?: { readonly ready: number; readonly wanted: number };
}

const NAMESPACE = ["-n", "appointment-prod"];
const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const GOOD = digest("b");
const NEXT = digest("c");
/** The lab's API server lets no pod of this image in. */
const BAD = digest("e");
const WINDOW = ["--window", "4s", "--interval", "1s"];

/**
 * The commands on a control plane.
 * @param isThorough also what takes long: a start and a promotion that fail, and what a killed command leaves
 */
export function canaryCommands({ isThorough }: { readonly isThorough: boolean }): void {
  describe("bulwark canary", function () {
    this.timeout(SETUP_TIMEOUT_MS);
    let lab: StackLab;
    let bulwark: Bulwark;
    let first: string;
    let sources: Record<"healthy" | "failing" | "empty" | "silent", MetricsSource>;

    const canary = (...args: string[]): Promise<Ended> => bulwark.run(["canary", ...args]);
    const status = (): Promise<Status> => bulwark.json<Status>(["canary", "status", "prod", "booking"]);
    const names = async (kind: string): Promise<string[]> =>
      (await lab.kubectl("get", kind, ...NAMESPACE, "-o", "name"))
        .split("\n")
        .filter((name) => name.includes("-canary"));
    const imageOf = async (name: string): Promise<string> => {
      const { spec } = await lab.get<Deployment>("deployment", name, ...NAMESPACE);
      return spec.template.spec.containers[0]?.image.split("@")[1] ?? "";
    };
    const weight = async (): Promise<number> =>
      Number(
        await lab.kubectl(
          "get",
          "virtualservice",
          "booking-service",
          ...NAMESPACE,
          "-o",
          "jsonpath={.spec.http[0].route[1].weight}",
        ),
      );
    /** The stable release is as it was, all requests are its own, and nothing is left of a canary. */
    async function untouched(stable: string): Promise<void> {
      assert.deepEqual([...(await names("deployments")), ...(await names("pods")), ...(await names("services"))], []);
      assert.equal(await weight(), 0);
      assert.equal(await imageOf("booking-service"), stable);
      assert.deepEqual(await status(), { stack: "prod", service: "booking", phase: "none", stable });
    }

    before(async () => {
      lab = await openStacks(ROOT);
      bulwark = new Bulwark(lab);
      await restrictStack(lab.project, "prod", ["appointment"]);
      first = (await configured<Record<string, { digest: string }>>(lab.project, "prod", "appointment:images"))[
        "booking"
      ]!.digest;
      sources = {
        healthy: await metricsSource({ canary: [500, 5], stable: [4500, 40] }),
        failing: await metricsSource({ canary: [500, 50], stable: [4500, 40] }),
        empty: await metricsSource("empty"),
        silent: await metricsSource("silent"),
      };
      await refuse(lab, BAD);
      await lab.up("prod");
    });

    after(async () => {
      await Promise.all(Object.values(sources).map(({ close }) => close()));
      await lab.kubectl("delete", "validatingadmissionpolicy,validatingadmissionpolicybinding", "bulwark-test-image");
      await lab.destroy("prod");
      await (await openStacks(ROOT)).restrict(["mllp"]);
    });

    describe("before there is one", () => {
      it("refuses what needs one, and knows that there is nothing to give up", async () => {
        const [observe, promote, step, abort] = await Promise.all([
          canary("observe", "prod", "booking", "--prometheus", sources.healthy.address),
          canary("promote", "prod", "booking"),
          canary("step", "prod", "booking"),
          canary("abort", "prod", "booking"),
        ]);
        assert.deepEqual([observe.code, promote.code, step.code, abort.code], [1, 1, 1, 0]);
        assert.match(promote.stderr, /There is no canary of booking/);
        assert.match(abort.stdout, /There is no canary of booking/);
      });

      it("refuses the image that is stable, and a stack file that nobody deployed, and changes nothing", async () => {
        const before = await bulwark.stackFile("prod");
        const same = await canary("start", "prod", "booking", "--digest", first);
        assert.equal(same.code, 1);
        assert.match(same.stderr, /is the stable release of booking already/);
        assert.equal(await bulwark.stackFile("prod"), before);
        await configure(lab.project, "prod", { "appointment:quota": true });
        const refused = await canary("start", "prod", "booking", "--digest", GOOD);
        await configure(lab.project, "prod", { "appointment:quota": undefined });
        assert.equal(refused.code, 3);
        assert.match(refused.stderr, /differs from what was deployed last .*appointment:quota/);
      });
    });

    if (isThorough) {
      describe("whose start takes too long", () => {
        it("is taken away again, and the stack file is as it was", async () => {
          const before = await bulwark.stackFile("prod");
          const { code, stderr } = await canary("start", "prod", "booking", "--digest", BAD, "--timeout", "60s");
          assert.equal(code, 4, stderr);
          assert.match(stderr, /Pulumi\.prod\.yaml and the cluster are as before/);
          assert.equal(await bulwark.stackFile("prod"), before);
          await untouched(first);
        });
      });
    }

    describe("that runs", () => {
      before(async () => {
        const { code, stdout, stderr } = await canary(
          "start",
          "prod",
          "booking",
          "--digest",
          GOOD,
          "--weights",
          "10,50",
        );
        assert.equal(code, 0, stderr);
        assert.match(stdout, new RegExp(`\\+ +digest: ${GOOD}`));
      });

      it("has its share of the requests, and its pod is ready", async () => {
        assert.equal(await weight(), 10);
        const { phase, stable, pods } = await status();
        assert.deepEqual([phase, stable, pods], ["running", first, { ready: 1, wanted: 1 }]);
      });

      it("is not started twice, and another one is refused", async () => {
        const [again, other] = await Promise.all([
          canary("start", "prod", "booking", "--digest", GOOD, "--weights", "10,50"),
          canary("start", "prod", "booking", "--digest", NEXT),
        ]);
        assert.equal(again.code, 0, again.stderr);
        assert.match(again.stdout, /runs already/);
        assert.equal(other.code, 3);
        assert.match(other.stderr, /another image is there already/);
      });

      it("keeps update from changing what it is measured against", async () => {
        const { code, stderr } = await bulwark.run(["update", "prod", "appointment", NEXT, "--image", "booking"]);
        assert.equal(code, 3, stderr);
        assert.match(stderr, /A canary of booking is measured/);
      });

      it("is judged by what Prometheus says: healthy, failing, without data, without an answer", async () => {
        const observe = (source: MetricsSource): Promise<Ended> =>
          canary("observe", "prod", "booking", "--prometheus", source.address, ...WINDOW);
        const [healthy, failing, empty, silent] = await Promise.all([
          observe(sources.healthy),
          observe(sources.failing),
          observe(sources.empty),
          observe(sources.silent),
        ]);
        assert.deepEqual([healthy.code, failing.code, empty.code, silent.code], [0, 2, 3, 6]);
        assert.match(healthy.stdout, /canary 1\.00 % of 500 requests failed; stable 0\.89 % of 4500/);
        assert.match(failing.stderr, /canary 10\.00 % of 500 requests failed/);
        assert.match(empty.stderr, /Nothing is known of the canary/);
        assert.match(silent.stderr, /it takes too long/);
        assert.ok(
          sources.healthy.asked.some((query) => query.includes("istio_requests_total") && query.includes("[4s]")),
        );
      });

      it("is observed no longer when the cluster goes away, the time is over or somebody interrupts; nothing changes", async () => {
        const before = await bulwark.stackFile("prod");
        const folder = await mkdtemp(join(tmpdir(), "bulwark-canary-"));
        const gateway = await openGateway(lab.project.kubeconfig, folder);
        const long = [
          "canary",
          "observe",
          "prod",
          "booking",
          "--prometheus",
          sources.healthy.address,
          "--interval",
          "1s",
        ];
        const cut = bulwark.start([...long, "--window", "10m"], { KUBECONFIG: gateway.kubeconfig });
        const interrupted = bulwark.start([...long, "--window", "10m"]);
        const late = bulwark.start([...long, "--window", "19s", "--timeout", "20s"]);
        await cut.says("of 600 s");
        await gateway.cut();
        await interrupted.says("of 600 s");
        interrupted.child.kill("SIGTERM");
        assert.deepEqual(
          [(await cut.ended).code, (await interrupted.ended).code, (await late.ended).code],
          [6, 130, 4],
        );
        await rm(folder, { recursive: true });
        assert.equal(await bulwark.stackFile("prod"), before);
      });

      if (isThorough) {
        it("gets its next weight, with the same pod", async () => {
          const pods = await names("pods");
          const { code, stderr } = await canary("step", "prod", "booking");
          assert.equal(code, 0, stderr);
          assert.equal(await weight(), 50);
          assert.deepEqual(await names("pods"), pods);
          assert.equal((await canary("step", "prod", "booking")).code, 1);
        });
      }
    });

    if (isThorough) {
      describe("whose promotion is interrupted", () => {
        it("goes, and the stable release has its image back; who comes meanwhile is told who holds the lock", async () => {
          await refuse(lab, BAD, GOOD);
          const { child, ended, says } = bulwark.start(["canary", "promote", "prod", "booking"]);
          await says("updating Deployment appointment-booking-stable");
          const before = await bulwark.stackFile("prod");
          const second = await canary("abort", "prod", "booking");
          assert.equal(second.code, 5, second.stderr);
          assert.match(second.stderr, /locked by .*process \d+/);
          assert.equal(await bulwark.stackFile("prod"), before);
          child.kill("SIGINT");
          const { code, stderr } = await ended;
          assert.equal(code, 130, stderr);
          await untouched(first);
          assert.equal(
            (await lab.get<Deployment>("deployment", "booking-service", ...NAMESPACE)).status.readyReplicas,
            3,
          );
        });
      });
    }

    /** `canary run` to its good end. */
    async function released(image: string, ...weights: string[]): Promise<void> {
      const source = ["--prometheus", sources.healthy.address, ...WINDOW];
      const { code, stderr } = await canary("run", "prod", "booking", "--digest", image, ...weights, ...source);
      assert.equal(code, 0, stderr);
      await untouched(image);
      await lab.unchanged("prod");
    }

    if (!isThorough) {
      describe("that somebody else has begun", () => {
        it("is observed, stepped and promoted by run, from where it is", () => released(GOOD, "--weights", "10,50"));
      });
    }

    if (isThorough) {
      describe("that is given up", () => {
        before(() => refuse(lab, BAD));

        it("goes, and the stable release is as it was", async () => {
          const started = await canary("start", "prod", "booking", "--digest", NEXT);
          assert.equal(started.code, 0, started.stderr);
          const { code, stdout, stderr } = await canary("abort", "prod", "booking");
          assert.equal(code, 0, stderr);
          assert.doesNotMatch(stdout, /There is no canary/);
          await untouched(first);
        });
      });

      describe("that is run as a whole", () => {
        it("is promoted after a good one", () => released(NEXT));
      });
    }

    if (isThorough) {
      describe("that was killed", () => {
        it("in its promotion, gets back by abort what the history knows", async () => {
          await trial({ digest: GOOD });
          const images = await configured<Record<string, object>>(lab.project, "prod", "appointment:images");
          await configure(lab.project, "prod", {
            "appointment:images": { ...images, booking: { ...images["booking"], digest: GOOD } },
          });
          assert.equal((await status()).phase, "promoting");
          const { code, stderr } = await canary("abort", "prod", "booking");
          assert.equal(code, 0, stderr);
          await untouched(NEXT);
        });
      });
    }

    /** Leaves in the stack file what a killed command would. */
    async function trial(keys: object): Promise<void> {
      const services = await configured<Record<string, object>>(lab.project, "prod", "appointment:services");
      await configure(lab.project, "prod", {
        "appointment:services": { ...services, booking: { ...services["booking"], canary: keys } },
      });
    }
  });
}

/** Lets the API server refuse every pod with one of these images, as a cluster that cannot pull them. */
async function refuse(lab: StackLab, ...digests: readonly string[]): Promise<void> {
  const name = "bulwark-test-image";
  const api = "admissionregistration.k8s.io/v1";
  const expression = digests
    .map((each) => `!object.spec.containers.exists(c, c.image.endsWith('${each}'))`)
    .join(" && ");
  const policy = {
    apiVersion: api,
    kind: "ValidatingAdmissionPolicy",
    metadata: { name },
    spec: {
      matchConstraints: {
        resourceRules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
      },
      validations: [{ expression, message: "the test lets no such image in" }],
    },
  };
  const binding = {
    apiVersion: api,
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name },
    spec: { policyName: name, validationActions: ["Deny"] },
  };
  const file = join(lab.project.folder, "refuse.json");
  await writeFile(file, JSON.stringify({ apiVersion: "v1", kind: "List", items: [policy, binding] }));
  await lab.kubectl("apply", "--server-side", "--validate=false", "-f", file);
  await rm(file);
  const pod = (image: string): string =>
    JSON.stringify({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "bulwark-test-image", namespace: "default" },
      spec: { containers: [{ name: "a", image }] },
    });
  const isIn = async (image: string): Promise<boolean> => {
    const probe = join(lab.project.folder, "probe.json");
    await writeFile(probe, pod(image));
    return lab.kubectl("create", "--dry-run=server", "--validate=false", "-f", probe).then(
      () => true,
      () => false,
    );
  };
  await eventually("the API server refuses the images", async () => {
    for (const each of digests) if (await isIn(`example.com/a@${each}`)) return false;
    return isIn(`example.com/a@${digest("0")}`);
  });
  if (!digests.includes(GOOD)) await eventually("it refuses no others", () => isIn(`example.com/a@${GOOD}`));
}
