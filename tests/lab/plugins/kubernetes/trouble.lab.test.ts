/** The kubernetes provider under the real engine: what can go wrong, and what is said about it. */
import { strict as assert } from "node:assert";
import { setTimeout as pause } from "node:timers/promises";
import { messages, operations } from "../engine";
import { Stack } from "./stack";

const DEPLOYMENT = (image: string, options = "{}"): string => `
object("apps/v1", "Deployment", "web", {
  metadata: { namespace: NS, name: "web" },
  spec: { replicas: 1, selector: { matchLabels: { app: "web" } }, template: { metadata: { labels: { app: "web" } },
    spec: { terminationGracePeriodSeconds: 0, containers: [{ name: "app", image: "registry.example.com/${image}" }] } } },
}, ${options});
`;

/** No simulated node has that much: the pod stays pending. */
const NEVER_READY = DEPLOYMENT("app:1", "OPTIONS").replace(
  'image: "registry.example.com/app:1"',
  'image: "registry.example.com/app:1", resources: { requests: { cpu: "9000" } }',
);

describe("kubernetes provider under the engine: trouble", function () {
  this.timeout(120_000);
  let stack: Stack;

  before(async () => {
    stack = await Stack.create("");
  });
  after(() => (stack as Stack | undefined)?.remove());

  it("keeps an object that is not ready in the state with the reason, and goes on from there", async () => {
    await stack.program(NEVER_READY.replace("OPTIONS", '{ customTimeouts: { create: "3s" } }'));
    const { output } = await stack.failing("up");
    assert.match(output, /failed to fully initialize or become live/);
    assert.match(output, /Insufficient cpu/);
    assert.equal((await stack.state("web")).id, `${stack.namespace}/web`);
    await stack.program(DEPLOYMENT("app:1"));
    assert.deepEqual(operations(await stack.up()), { update: 1 });
    assert.equal((await stack.state("web")).initErrors, undefined);
  });

  it("ends a wait at Ctrl-C, long before its time, and keeps what it made", async () => {
    await stack.program(NEVER_READY.replace("OPTIONS", "{}").replaceAll('"web"', '"slow"'));
    const running = stack.project.startLogged("up");
    const deadline = Date.now() + 60_000;
    while ((await stack.client.get(stack.ref("apps/v1", "Deployment", "slow"))) === undefined) {
      assert.ok(Date.now() < deadline, "the Deployment was never created");
      await pause(50);
    }
    await pause(300);
    const before = Date.now();
    running.process.kill("SIGINT");
    const { code } = await running.result;
    assert.notEqual(code, 0);
    assert.ok(Date.now() - before < 10_000, `${Date.now() - before} ms`);
    assert.equal((await stack.state("slow")).id, `${stack.namespace}/slow`);
    await stack.program("");
    assert.equal(operations(await stack.up())["delete"], 2);
  });

  it("passes warnings of the API server on, once each", async () => {
    await stack.program(
      'object("v1", "Pod", "pod", { metadata: { namespace: NS, name: "pod", annotations: { "pulumi.com/skipAwait": "true" } }, ' +
        'spec: { nodeSelector: { "beta.kubernetes.io/os": "linux" }, containers: [{ name: "app", image: "registry.example.com/app:1" }] } });',
    );
    const warnings = messages(await stack.up(), "warning").filter((text) => text.includes("beta.kubernetes.io/os"));
    assert.equal(warnings.length, 1, warnings.join("\n"));
  });

  it("shows what the API server finds wrong in the preview already", async () => {
    await stack.program(
      'object("v1", "Service", "bad", { metadata: { namespace: NS, name: "bad" }, spec: { ports: [{ port: 99999 }] } });',
    );
    assert.match((await stack.failing("preview")).output, /spec\.ports\[0\]\.port: Invalid value/);
  });

  it("names no secret in an error message", async () => {
    await stack.program(
      'object("v1", "Service", "bad", { metadata: { namespace: NS, name: "bad" }, spec: { type: pulumi.secret("Zwiebelfisch"), ports: [{ port: 80 }] } });',
    );
    const { output } = await stack.failing("preview");
    assert.match(output, /spec\.type: Unsupported value: "\[secret\]"/);
    assert.ok(!output.includes("Zwiebelfisch"));
  });

  it("refuses lists, Helm releases and settings that it does not have in one sentence each", async () => {
    await stack.program('object("v1", "ConfigMapList", "list", { items: [] });');
    assert.match((await stack.failing("preview")).output, /list resources .* cannot be created directly/);
    await stack.program('typed("kubernetes:helm.sh/v3:Release", "release", { chart: "nginx" });');
    assert.match((await stack.failing("preview")).output, /has no "kubernetes:helm\.sh\/v3:Release"/);
    const env = { PROBE_PROVIDER: JSON.stringify({ enableServerSideApply: "false" }) };
    assert.match((await stack.failing("preview", [], env)).output, /server-side apply only/);
  });

  it("explains an unreachable cluster once, with context and server", async () => {
    const kubeconfig = JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "gone",
      contexts: [{ name: "gone", context: { cluster: "gone", user: "me" } }],
      clusters: [{ name: "gone", cluster: { server: "https://127.0.0.1:9" } }],
      users: [{ name: "me", user: {} }],
    });
    const other = await Stack.create(
      'for (const name of ["a", "b", "c"]) object("v1", "ConfigMap", name, { metadata: { namespace: NS }, data: {} });',
      {
        bare: true,
        env: { PROBE_PROVIDER: JSON.stringify({ kubeconfig }) },
      },
    );
    try {
      const { output, events } = await other.failing("up");
      const errors = messages({ code: 1, stdout: "", stderr: "", output, events }, "error");
      const full = errors.filter((text) => text.includes("https://127.0.0.1:9"));
      assert.equal(full.length, 1, errors.join("\n"));
      assert.match(full[0] ?? "", /context "gone"/);
      assert.doesNotMatch(output, /^\s+at .*\.(ts|js):\d+/m);
    } finally {
      await other.remove();
    }
  });
});
