import assert from "node:assert/strict";
import fc from "fast-check";
import type { Mesh } from "../../components/connection";
import { CanaryRelease, type CanaryReleaseArgs, type CanarySettings } from "../../components/canary-release";
import { SecureDeployment, type SecureDeploymentArgs } from "../../components/secure-deployment";
import { WebIngress } from "../../components/web-ingress";
import { canaryImage, stableArgs, web } from "./fixtures";
import { record, type Recorded, type Recording } from "./recorder";

const mesh: Mesh = { mode: "sidecar", monitoringNamespace: "monitoring" };
const canary: CanarySettings = { image: canaryImage };

interface Plan extends Omit<CanaryReleaseArgs, "stable" | "split"> {
  readonly stable?: Partial<SecureDeploymentArgs>;
  readonly split?: "mesh" | "ingress" | "ingress off" | CanaryReleaseArgs["split"];
}

/** A stable release with its Ingress, and its canary. */
function release({ stable: changes = {}, split = "mesh", ...rest }: Plan = {}): Promise<Recording> {
  return record(() => {
    const network = { policies: { both: "booking" }, flows: [], mesh };
    const stable = new SecureDeployment("booking", { ...stableArgs, network, ...changes });
    const ingress = new WebIngress("booking-web", {
      workload: stable.workload,
      host: "booking.example.com",
      tls: { secretName: "booking-tls" },
      service: { name: "booking", port: 80 },
      paths: ["/api", { exact: "/" }],
    });
    const splits = { mesh: { mesh: {} }, ingress: { ingress }, "ingress off": { ingress: undefined } };
    new CanaryRelease("booking-release", {
      stable,
      split: typeof split === "string" ? splits[split] : split,
      ...rest,
    });
  });
}

const metadata = ({ inputs }: Recorded): { name: string; labels: Labels; annotations?: Labels } =>
  inputs["metadata"] as ReturnType<typeof metadata>;
type Labels = Record<string, string>;
interface VirtualServiceSpec {
  hosts: string[];
  gateways: string[];
  http: {
    match: { uri: { prefix: string }; gateways: string[] }[];
    route: { destination: { host: string; port: { number: number } }; weight: number }[];
    timeout?: string;
  }[];
}
const routesOf = ({ one }: Recording): VirtualServiceSpec => one("VirtualService").inputs["spec"] as VirtualServiceSpec;
const weightsOf = (recording: Recording): Record<string, number>[] =>
  routesOf(recording).http.map(({ route }) =>
    Object.fromEntries(route.map(({ destination, weight }) => [destination.host, weight])),
  );
const deployment = ({ one }: Recording): Recorded => one("Deployment", "booking-release-workload-deployment");

describe("components/canary-release: a release under way", () => {
  it("is a Deployment and a Service beside the stable ones, without autoscaler, budget and account (C-32)", async () => {
    const { resources } = await release({ canary });
    const made = resources
      .filter(({ name }) => name.startsWith("booking-release"))
      .map(
        ({ type, inputs }) =>
          `${type.split(":").at(-1) ?? ""} ${String((inputs["metadata"] as Labels | undefined)?.["name"])}`,
      );
    assert.deepEqual(made.sort(), [
      "CanaryRelease undefined",
      "Deployment booking-canary",
      "SecureDeployment undefined",
      "Service booking-canary",
      "VirtualService booking",
    ]);
  });

  it("says its weight on the Deployment, without touching the pods (C-30)", async () => {
    const recording = await release({ canary: { ...canary, weights: [10, 25], step: 1 } });
    assert.equal(metadata(deployment(recording)).annotations?.["canary.weight"], "25");
    const { template } = deployment(recording).inputs["spec"] as { template: { metadata: { annotations: Labels } } };
    assert.equal("canary.weight" in template.metadata.annotations, false);
  });

  it("is bounded to ten minutes, whatever the stable release has (SPEC 1.4.12, R-79)", async () => {
    const { one, ...recording } = await release({ canary, stable: { rolloutMinutes: 15 } });
    assert.equal(deployment({ one, ...recording }).updateTimeout, "10m");
    assert.equal(one("Deployment", "booking-deployment").updateTimeout, "15m");
  });

  it("has as many replicas as it is told, by default one", async () => {
    const replicas = async (settings: CanarySettings): Promise<unknown> =>
      (deployment(await release({ canary: settings })).inputs["spec"] as { replicas: number }).replicas;
    assert.deepEqual([await replicas(canary), await replicas({ ...canary, replicas: 2 })], [1, 2]);
  });
});

describe("components/canary-release: split by the mesh", () => {
  it("leaves the route at 100 and 0 while there is no release (C-30)", async () => {
    const recording = await release();
    assert.deepEqual(weightsOf(recording), [{ booking: 100, "booking-canary": 0 }]);
    assert.equal(metadata(recording.one("VirtualService")).name, "booking");
    assert.equal(recording.all("Deployment").length, 1);
  });

  it("gives requests to ready pods only (W-12)", async () => {
    const recording = await release({ canary });
    assert.deepEqual(weightsOf(recording), [{ booking: 90, "booking-canary": 10 }]);
    const { dependencies } = recording.one("VirtualService");
    for (const kind of ["Deployment", "Service"] as const) {
      const { urn } = recording.all(kind).find(({ name }) => name.startsWith("booking-release"))!;
      assert.ok(dependencies.includes(urn), kind);
    }
  });

  it("splits every request, once, whatever the weights are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 99 }), async (weight) => {
        const recording = await release({ canary: { ...canary, weights: [weight] } });
        assert.deepEqual(weightsOf(recording), [{ booking: 100 - weight, "booking-canary": weight }]);
      }),
      { numRuns: 5 },
    );
  });

  it("leads all calls from inside and published paths from a gateway (C-30, R-71)", async () => {
    const gateway = { name: "edge/public", host: "booking.example.com", prefixes: ["/api/booking"] };
    const spec = routesOf(await release({ canary, split: { mesh: { gateway } } }));
    assert.deepEqual(spec.hosts, ["booking", "booking.example.com"]);
    assert.deepEqual(spec.gateways, ["mesh", "edge/public"]);
    assert.deepEqual(
      spec.http.map(({ match }) => match),
      [
        [{ uri: { prefix: "/api/booking" }, gateways: ["edge/public"] }],
        [{ uri: { prefix: "/" }, gateways: ["mesh"] }],
      ],
    );
    assert.deepEqual(spec.http[0]?.route, spec.http[1]?.route);
    assert.deepEqual(spec.http[0]?.route[1]?.destination.port, { number: 80 });
  });

  it("limits the time of a request only when told so", async () => {
    const timeouts = async (split: CanaryReleaseArgs["split"]): Promise<unknown[]> =>
      routesOf(await release({ split })).http.map(({ timeout }) => timeout);
    assert.deepEqual(await timeouts({ mesh: {} }), [undefined]);
    assert.deepEqual(await timeouts({ mesh: { timeout: "10s" } }), ["10s"]);
  });

  it("refuses a service whose pods have no sidecar (R-28)", async () => {
    const network = { policies: { both: "booking" }, flows: [] };
    const refused = /CanaryRelease "booking-release": split\.mesh: a service outside a mesh is given/;
    await assert.rejects(release({ canary, stable: { network } }), refused);
    const ambient = { ...network, mesh: { mode: "ambient" } as const };
    await assert.rejects(release({ stable: { network: ambient } }), /split\.mesh: a mesh without sidecars is given/);
  });
});

describe("components/canary-release: split by the Ingress", () => {
  it("is a second Ingress of the same host, paths, class and TLS (C-30)", async () => {
    const { one } = await release({ canary, split: "ingress" });
    const second = one("Ingress", "booking-release-ingress");
    const spec = ({ inputs }: Recorded): string =>
      JSON.stringify(inputs["spec"]).replaceAll('"booking-canary"', '"booking"');
    assert.equal(metadata(second).name, "booking-canary");
    assert.deepEqual(metadata(second).annotations, {
      "nginx.ingress.kubernetes.io/canary": "true",
      "nginx.ingress.kubernetes.io/canary-weight": "10",
    });
    assert.equal(spec(second), spec(one("Ingress", "booking-web-ingress")));
    assert.ok(JSON.stringify(second.inputs["spec"]).includes('"booking-canary"'));
  });

  it("gives requests to ready pods, beside an Ingress that exists", async () => {
    const { one } = await release({ canary, split: "ingress" });
    const { dependencies } = one("Ingress", "booking-release-ingress");
    for (const [kind, name] of [
      ["Ingress", "booking-web-ingress"],
      ["Deployment", "booking-release-workload-deployment"],
    ] as const) {
      assert.ok(dependencies.includes(one(kind, name).urn), name);
    }
  });

  it("leaves nothing while there is no release", async () => {
    const { resources } = await release({ split: "ingress" });
    const made = resources.filter(({ name }) => name.startsWith("booking-release"));
    assert.deepEqual(
      made.map(({ name }) => name),
      ["booking-release"],
    );
  });

  it("refuses a canary where the service's Ingress is off, or is that of another service", async () => {
    await assert.rejects(
      release({ canary, split: "ingress off" }),
      /split\.ingress: no Ingress of the service is given/,
    );
    await release({ split: "ingress off" });
    const services = [{ name: "other", ports: [{ target: web, port: 80 }] }];
    const stable = { name: "other", services };
    await assert.rejects(release({ canary, stable, split: "ingress" }), /split\.ingress: an Ingress of "booking" is/);
  });
});

describe("components/canary-release: refusals", () => {
  it("refuses a canary without a split, and makes nothing of no split and no canary (C-30)", async () => {
    await assert.rejects(
      record(
        () => new CanaryRelease("booking-release", { stable: new SecureDeployment("booking", stableArgs), canary }),
      ),
      /CanaryRelease "booking-release": split: nothing, beside a canary is given, allowed is mesh or ingress/,
    );
    const { all } = await record(
      () => new CanaryRelease("booking-release", { stable: new SecureDeployment("booking", stableArgs) }),
    );
    assert.deepEqual([all("VirtualService").length, all("Deployment").length], [0, 1]);
  });

  it("refuses the stable image, an image without digest in prod, and a weight outside 1 to 99", async () => {
    const { image } = stableArgs.container;
    await assert.rejects(release({ canary: { image } }), /CanaryRelease "booking-release": image: .* another image/);
    const tagged = { image: "registry.example.com/booking:v2" };
    await assert.rejects(release({ canary: tagged, stable: { environment: "prod" } }), /image: .* with a digest/);
    await assert.rejects(release({ canary: { ...canary, weights: [100] } }), /weights\[0\]: 100 is given/);
  });

  it("lets both releases have one image while the stable one is updated (W-13)", async () => {
    const { image } = stableArgs.container;
    const recording = await release({ canary: { image, promoting: true } });
    assert.deepEqual(weightsOf(recording), [{ booking: 90, "booking-canary": 10 }]);
  });
});
