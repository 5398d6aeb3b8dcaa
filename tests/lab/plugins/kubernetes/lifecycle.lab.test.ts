/** The kubernetes provider under the real engine: an object's whole life. */
import { strict as assert } from "node:assert";
import { messages, operations } from "../engine";
import { Stack } from "./stack";

const PROGRAM = `
const metadata = { namespace: NS };
const namespace = object("v1", "Namespace", "namespace", { metadata: { name: NS } });
const definition = object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "definition", {
  metadata: { name: "gadgets." + NS + ".example.com" },
  spec: {
    group: NS + ".example.com", scope: "Namespaced",
    names: { plural: "gadgets", singular: "gadget", kind: "Gadget", listKind: "GadgetList" },
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: {
      type: "object", properties: { spec: { type: "object", x_kubernetes_preserve_unknown_fields: true } } } } }],
  },
});
const gadget = object(NS + ".example.com/v1", "Gadget", "gadget", { metadata: { ...metadata, name: "gadget" }, spec: { size: 3 } },
  { dependsOn: [definition, namespace] });
const dependsOn = namespace;
const config = object("v1", "ConfigMap", "config", { metadata, data: { key: "one" } }, { dependsOn });
const secret = object("v1", "Secret", "secret", { metadata, stringData: { password: pulumi.secret("opensesame") } }, { dependsOn });
const labels = { app: "web" };
const web = object("apps/v1", "Deployment", "web", {
  metadata: { ...metadata, name: "web" },
  spec: {
    replicas: 1, selector: { matchLabels: labels },
    template: {
      metadata: { labels, annotations: {} },
      spec: {
        hostNetwork: false, terminationGracePeriodSeconds: 0, nodeSelector: {},
        containers: [{
          name: "app", image: "registry.example.com/app:1", env: [{ name: "EMPTY", value: "" }],
          volumeMounts: [{ name: "scratch", mountPath: "/tmp", readOnly: false }],
          resources: { requests: { cpu: "0.25", memory: "1024Ki" }, limits: { memory: "0.5Gi" } },
        }],
        volumes: [{ name: "scratch", emptyDir: { sizeLimit: "1024Mi" } }],
      },
    },
  },
}, { dependsOn });
object("networking.k8s.io/v1", "NetworkPolicy", "deny", { metadata, spec: { podSelector: {}, policyTypes: ["Ingress"], ingress: [] } }, { dependsOn });
object("v1", "Service", "service", { metadata, spec: { selector: labels, ports: [{ port: 80, targetPort: "http", protocol: "TCP" }] } }, { dependsOn: web });
exports.configName = config.metadata.apply((m) => m.name);
exports.uid = web.metadata.apply((m) => m.uid);
exports.password = secret.data;
`;

describe("kubernetes provider under the engine: life of a stack", function () {
  this.timeout(120_000);
  let stack: Stack;

  before(async () => {
    stack = await Stack.create(PROGRAM, { bare: true });
  });
  after(() => (stack as Stack | undefined)?.remove());

  it("previews a namespace, a CRD and what needs them although nothing exists", async () => {
    const result = await stack.preview();
    assert.deepEqual(operations(result), { create: 8 });
    assert.equal(await stack.client.get({ apiVersion: "v1", kind: "Namespace", name: stack.namespace }), undefined);
  });

  it("creates it all and gives unnamed objects a name of eight random digits", async () => {
    await stack.up();
    const outputs = await stack.project.outputs();
    assert.match(String(outputs["configName"]), /^config-[0-9a-f]{8}$/);
    assert.deepEqual(outputs["password"], { password: Buffer.from("opensesame").toString("base64") });
    const live = await stack.live("v1", "ConfigMap", String(outputs["configName"]));
    assert.equal(live.metadata.annotations?.["pulumi.com/autonamed"], "true");
  });

  it("sees no change in a second preview, whatever notation the program uses", async () => {
    assert.deepEqual(operations(await stack.preview()), { same: 8 });
  });

  it("sees no drift in a refresh, nor a change after it", async () => {
    await stack.project.ok("refresh", ["--expect-no-changes"]);
    assert.deepEqual(operations(await stack.preview()), { same: 8 });
  });

  it("keeps secrets out of the state and out of the output", async () => {
    const state = JSON.stringify(await stack.project.exported());
    const { output } = await stack.preview("--diff");
    for (const text of ["opensesame", Buffer.from("opensesame").toString("base64")]) {
      assert.ok(!state.includes(text));
      assert.ok(!output.includes(text));
    }
  });

  it("reports drift made by hand in a refresh and mends it in the next update", async () => {
    const group = `${stack.namespace}.example.com/v1`;
    const gadget = stack.ref(group, "Gadget", "gadget");
    await stack.client.jsonPatch(
      gadget,
      [{ op: "replace", path: "/spec/size", value: 4 }],
      new AbortController().signal,
    );
    const refresh = await stack.project.ok("refresh");
    assert.match(refresh.output, /Gadget gadget updated .*\[diff: ~spec\]/);
    assert.deepEqual((await stack.state("gadget")).outputs?.["spec"], { size: 4 });
    assert.deepEqual(operations(await stack.preview()), { same: 7, update: 1 });
    // The other hand owns the field now: only force takes it back, as the official provider demands.
    const forced = 'name: "gadget", annotations: { "pulumi.com/patchForce": "true" } }';
    await stack.program(PROGRAM.replace('name: "gadget" }', forced));
    await stack.up();
    assert.deepEqual((await stack.live(group, "Gadget", "gadget"))["spec"], { size: 3 });
    assert.deepEqual(operations(await stack.preview()), { same: 8 });
  });

  it("creates an object again that somebody deleted", async () => {
    const name = String((await stack.project.outputs())["configName"]);
    await stack.client.delete(stack.ref("v1", "ConfigMap", name), "Background", new AbortController().signal);
    assert.equal(operations(await stack.project.ok("refresh"))["refresh"], 8);
    assert.equal(operations(await stack.up())["create"], 1);
  });

  it("replaces autonamed ConfigMaps first and deletes then, but fixed names the other way round", async () => {
    const changed = PROGRAM.replace('key: "one"', 'key: "two"').replace(
      'const labels = { app: "web" }',
      'const labels = { app: "site" }',
    );
    await stack.program(changed);
    const preview = await stack.preview();
    const counts = operations(preview);
    assert.equal(counts["replace"], 2);
    const steps = preview.events
      .map(({ resourcePreEvent }) => resourcePreEvent?.metadata)
      .filter((step) => step !== undefined && /Deployment|ConfigMap/.test(step.type))
      .map((step) => `${step!.type.split(":").at(-1)} ${step!.op}`);
    assert.ok(
      steps.indexOf("Deployment delete-replaced") < steps.indexOf("Deployment create-replacement"),
      steps.join(),
    );
    assert.ok(
      steps.indexOf("ConfigMap create-replacement") < steps.indexOf("ConfigMap delete-replaced") ||
        !steps.includes("ConfigMap delete-replaced"),
      steps.join(),
    );
    const before = (await stack.project.outputs())["configName"];
    await stack.up();
    assert.notEqual((await stack.project.outputs())["configName"], before);
    assert.deepEqual(operations(await stack.preview()), { same: 8 });
  });

  it("updates ConfigMaps and Secrets in place when the provider says that they are mutable", async () => {
    const env = { PROBE_PROVIDER: JSON.stringify({ enableConfigMapMutable: "true", enableSecretMutable: "true" }) };
    const changed = PROGRAM.replace('key: "one"', 'key: "three"')
      .replace("opensesame", "sesame-open")
      .replace('const labels = { app: "web" }', 'const labels = { app: "site" }');
    await stack.program(changed);
    const result = await stack.project.ok("up", [], env);
    assert.deepEqual(operations(result), { same: 6, update: 2 });
    const name = String((await stack.project.outputs())["configName"]);
    assert.deepEqual((await stack.live("v1", "ConfigMap", name))["data"], { key: "three" });
  });

  it("leaves nothing behind", async () => {
    const result = await stack.project.ok("destroy");
    assert.equal(operations(result)["delete"], 8);
    assert.deepEqual(messages(result, "error"), []);
    assert.equal(await stack.client.get({ apiVersion: "v1", kind: "Namespace", name: stack.namespace }), undefined);
  });
});
