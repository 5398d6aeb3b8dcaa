import assert from "node:assert/strict";
import { canaryWorkload, type CanaryDifference } from "../../components/canary-workload";
import { SecureDeployment, type SecureDeploymentArgs } from "../../components/secure-deployment";
import { canaryImage, stableArgs } from "./fixtures";
import { record, type Recorded, type Recording } from "./recorder";

const difference: CanaryDifference = { image: canaryImage, weight: 10, replicas: 1 };

/** The arguments that a canary of such a stable release gets. */
async function argsOf(
  changes: Partial<SecureDeploymentArgs> = {},
  more: Partial<CanaryDifference> = {},
): Promise<SecureDeploymentArgs> {
  let args: SecureDeploymentArgs | undefined;
  await record(() => {
    args = canaryWorkload(new SecureDeployment("booking", { ...stableArgs, ...changes }), { ...difference, ...more });
  });
  return args!;
}

/** A stable release and its canary, both registered. */
const both = (changes: Partial<SecureDeploymentArgs> = {}): Promise<Recording> =>
  record(() => {
    const stable = new SecureDeployment("booking", { ...stableArgs, ...changes });
    new SecureDeployment("booking-canary", canaryWorkload(stable, difference));
  });
interface Template {
  metadata: { labels: Record<string, string>; annotations: Record<string, string> };
  spec: Record<string, unknown> & { containers: { image: string }[] };
}
const template = ({ inputs }: Recorded): Template => (inputs["spec"] as { template: Template }).template;

describe("components/canary-workload", () => {
  it("has the pods of the stable release, with only image and track changed (C-29)", async () => {
    const { one } = await both({
      config: { name: "booking-config", data: { MODE: "fast" } },
      secrets: [{ name: "booking-secrets", data: { TOKEN: "x" }, inject: "keys" }],
      podAnnotations: { note: "x" },
      scheduling: { avoid: [{ same: "zone", weight: 100 }] },
    });
    const [stable, canary] = ["booking-deployment", "booking-canary-deployment"].map((name) =>
      template(one("Deployment", name)),
    );
    assert.equal(canary?.spec.containers[0]?.image, canaryImage);
    assert.equal(canary.metadata.labels["track"], "canary");
    const [container] = canary.spec.containers;
    const asStable = {
      metadata: { ...canary.metadata, labels: { ...canary.metadata.labels, track: "stable" } },
      spec: { ...canary.spec, containers: [{ ...container, image: stableArgs.container.image }] },
    };
    assert.deepEqual(asStable, stable);
  });

  it("takes ConfigMap, Secrets, account and policies of the stable release, and makes none (C-29, C-32)", async () => {
    const { resources, one } = await both({
      config: { name: "booking-config", data: { MODE: "fast" } },
      secrets: [{ name: "booking-secrets", data: { TOKEN: "x" }, inject: "all" }],
      permissions: [{ resources: ["configmaps"], verbs: ["get"] }],
      roleArn: "arn:aws:iam::123456789012:role/booking",
    });
    const made = resources.filter(({ name }) => name.startsWith("booking-canary")).map(({ name }) => name);
    assert.deepEqual(made.sort(), [
      "booking-canary",
      "booking-canary-deployment",
      "booking-canary-service-booking-canary",
    ]);
    const { dependencies } = one("Deployment", "booking-canary-deployment");
    for (const kind of ["ConfigMap", "Secret", "ServiceAccount", "RoleBinding", "NetworkPolicy"]) {
      assert.ok(dependencies.includes(one(kind).urn), kind);
    }
  });

  it("keeps the name label, so that policies and spread count both releases (SPEC 1.4.3)", async () => {
    const { one } = await both();
    const { labels } = template(one("Deployment", "booking-canary-deployment")).metadata;
    assert.equal(labels["app.kubernetes.io/name"], "booking");
    const { spec } = one("Service", "booking-canary-service-booking-canary").inputs as { spec: { selector: unknown } };
    assert.deepEqual(spec.selector, { "app.kubernetes.io/name": "booking", track: "canary" });
  });

  it("is not scaled, and not retained by what an autoscaler owns (C-32)", async () => {
    const { one } = await both({ autoscaled: true, replicas: 3 });
    const canary = one("Deployment", "booking-canary-deployment");
    assert.deepEqual(canary.ignoreChanges, []);
    assert.equal((canary.inputs["spec"] as { replicas: number }).replicas, 1);
  });

  it("carries exemptions of its own, for an entry is for one object", async () => {
    const { container } = stableArgs;
    const limits = { cpu: { exemption: "booking-cpu" }, memory: "128Mi" } as const;
    const args = await argsOf({
      container: {
        ...container,
        resources: { ...container.resources, limits },
        writableRootFilesystem: { exemption: "booking-root" },
      },
      exemptions: ["booking-extra"],
    });
    assert.deepEqual(args.container.resources.limits.cpu, { exemption: "booking-cpu-canary" });
    assert.equal(args.container.resources.limits.memory, "128Mi");
    assert.deepEqual(args.container.writableRootFilesystem, { exemption: "booking-root-canary" });
    assert.deepEqual(args.exemptions, ["booking-extra-canary"]);
  });

  it("gives the new image to an init container that runs the old one, and leaves others alone", async () => {
    const { image, resources } = stableArgs.container;
    const { initContainers } = await argsOf({
      initContainers: [
        { name: "migrate", image, resources },
        { name: "wait", image: "registry.example.com/wait:v1", resources },
      ],
    });
    assert.deepEqual(
      initContainers?.map((each) => each.image),
      [canaryImage, "registry.example.com/wait:v1"],
    );
  });

  it("never takes the version of the stable release (C-19)", async () => {
    assert.equal((await argsOf({ version: "v1" })).version, undefined);
    assert.equal((await argsOf({ version: "v1" }, { version: "v2" })).version, "v2");
  });

  it("refuses a stable release whose selectors take the canary's pods too (C-32, R-42)", async () => {
    const name = { "app.kubernetes.io/name": "booking" };
    await assert.rejects(argsOf({ selector: name }), /stable\.selector\.track: no track is given, allowed is "stable"/);
    await assert.rejects(argsOf({ selector: { ...name, track: "blue" } }), /stable\.selector\.track: "blue" is given/);
    await assert.rejects(argsOf({ group: undefined }), /stable\.group: track: stable is given/);
  });

  it("refuses a stable release without a Service of its name, and one with claims", async () => {
    await assert.rejects(
      argsOf({ services: [] }),
      /stable\.services: no Service is given, allowed is a Service "booking"/,
    );
    const claims = [{ name: "data", storageClassName: "fast", size: "1Gi", accessMode: "ReadWriteMany" }] as const;
    const { container } = stableArgs;
    const mounted = {
      volumes: { data: { claim: "data" } },
      container: { ...container, mounts: { data: { path: "/d" } } },
    };
    await assert.rejects(argsOf({ claims, ...mounted }), /stable\.claims: data is given/);
  });
});
