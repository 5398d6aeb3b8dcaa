/** The kubernetes provider under the real engine: objects and fields that others own or made. */
import { strict as assert } from "node:assert";
import { operations } from "../engine";
import { Stack } from "./stack";

const DEPLOYMENT = (replicas: number, image: string, annotations: string, options = "{}"): string => `
object("apps/v1", "Deployment", "web", {
  metadata: { namespace: NS, name: "web", annotations: ${annotations} },
  spec: { replicas: ${replicas}, selector: { matchLabels: { app: "web" } }, template: { metadata: { labels: { app: "web" } },
    spec: { terminationGracePeriodSeconds: 0, containers: [{ name: "app", image: "registry.example.com/app:${image}" }] } } },
}, ${options});
`;

const scaled = (replicas: number) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: { replicas },
});

describe("kubernetes provider under the engine: what others own", function () {
  this.timeout(120_000);
  let stack: Stack;

  before(async () => {
    stack = await Stack.create(DEPLOYMENT(1, "1", "{}"));
    await stack.up();
    await stack.meddle(scaled(2), "autoscaler");
  });
  after(() => (stack as Stack | undefined)?.remove());

  it("reports a conflict with the manager's name and the field", async () => {
    await stack.program(DEPLOYMENT(3, "1", "{}"));
    const { output } = await stack.failing("up");
    assert.match(output, /conflict with "autoscaler".*\.spec\.replicas/);
  });

  it("leaves an ignored field to the manager that owns it", async () => {
    await stack.program(DEPLOYMENT(3, "2", "{}", '{ ignoreChanges: ["spec.replicas"] }'));
    await stack.up();
    const live = await stack.live("apps/v1", "Deployment", "web");
    assert.equal((live["spec"] as { replicas: number }).replicas, 2);
    const mine = live.metadata["managedFields"] as { manager: string; operation: string; fieldsV1: object }[];
    const own = mine.find(
      ({ manager, operation }) => manager.startsWith("pulumi-kubernetes-") && operation === "Apply",
    );
    assert.ok(own);
    assert.ok(!JSON.stringify(own.fieldsV1).includes("f:replicas"));
    assert.deepEqual(operations(await stack.preview()), { same: 1 });
  });

  it("takes a field with pulumi.com/patchForce, under the manager that pulumi.com/patchFieldManager names", async () => {
    const annotations = '{ "pulumi.com/patchForce": "true", "pulumi.com/patchFieldManager": "team-a" }';
    await stack.program(DEPLOYMENT(1, "2", annotations));
    await stack.up();
    const live = await stack.live("apps/v1", "Deployment", "web");
    assert.equal((live["spec"] as { replicas: number }).replicas, 1);
    const managers = (live.metadata["managedFields"] as { manager: string; operation: string }[])
      .filter(({ operation }) => operation === "Apply")
      .map(({ manager }) => manager);
    assert.deepEqual(managers, ["team-a"]);
    assert.equal((await stack.state("web")).outputs?.["__fieldManager"], "team-a");
  });

  it("refuses to create what exists, adopts it by import, reads it with get, and patches it", async () => {
    const { namespace } = stack;
    await stack.make({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "theirs", namespace },
      data: { a: "1" },
    });
    const annotations = '{ "pulumi.com/patchForce": "true", "pulumi.com/patchFieldManager": "team-a" }';
    const rest = DEPLOYMENT(1, "2", annotations);
    const properties = '{ metadata: { namespace: NS, name: "theirs" }, data: { a: "1" } }';
    await stack.program(`${rest} object("v1", "ConfigMap", "theirs", ${properties});`);
    const { output } = await stack.failing("up");
    assert.match(output, /already exists/);

    await stack.program(`${rest} object("v1", "ConfigMap", "theirs", ${properties}, { import: NS + "/theirs" });`);
    assert.equal(operations(await stack.up())["import"], 1);
    await stack.program(`${rest}
      object("v1", "ConfigMap", "theirs", ${properties});
      const read = object("v1", "ConfigMap", "read", undefined, { id: NS + "/theirs" });
      const patch = typed("kubernetes:core/v1:ConfigMapPatch", "patch",
        { apiVersion: "v1", kind: "ConfigMap", metadata: { namespace: NS, name: "theirs" }, data: { b: "2" } }, { dependsOn: read });
      exports.data = read.data;`);
    await stack.up();
    assert.deepEqual((await stack.live("v1", "ConfigMap", "theirs"))["data"], { a: "1", b: "2" });
    assert.deepEqual((await stack.project.outputs())["data"], { a: "1" });

    await stack.program(`${rest} object("v1", "ConfigMap", "theirs", ${properties});`);
    assert.equal(operations(await stack.up())["delete"], 1);
    assert.deepEqual((await stack.live("v1", "ConfigMap", "theirs"))["data"], { a: "1" });
  });

  it("imports from the command line with inputs that then change nothing", async () => {
    const { namespace } = stack;
    const spec = { minAvailable: 1, selector: { matchLabels: { app: "web" } } };
    await stack.make({
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata: { name: "budget", namespace },
      spec,
    });
    const type = "kubernetes:policy/v1:PodDisruptionBudget";
    const args = [type, "budget", `${namespace}/budget`, "--protect=false", "--generate-code=false"];
    await stack.project.ok("import", args);
    const { inputs } = await stack.state("budget");
    assert.deepEqual(inputs?.["spec"], spec);
    assert.deepEqual(inputs["metadata"], { name: "budget", namespace });
  });
});
