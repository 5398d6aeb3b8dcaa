import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { EngineProject, type CliResult } from "../lab/plugins/engine";
import { sharedLab } from "../lab/support";
import { Cluster } from "./support/cluster";
import { compliantTemplate, set, type JsonObject, type PodTemplate } from "./support/objects";
import { PROGRAM_START } from "./support/program";
import { changed } from "./support/rule-cases";
import { smallStack } from "./support/small-stack";

const PACK = ["--policy-pack", join(__dirname, "../../policies")];

/** Registers the objects given to the program in its environment, each after the one before it; `secret:…` is a secret. */
const PROGRAM = `${PROGRAM_START}const options = { provider, version };
const value = (_, given) => (String(given).startsWith("secret:") ? pulumi.secret(given) : given);
let before = [];
for (const { type, name, object } of JSON.parse(process.env.OBJECTS, value)) {
  before = [new Resource("kubernetes:" + type, name, object, { ...options, dependsOn: before })];
}
`;

describe("the pack under the real engine", function () {
  this.timeout(180_000);
  const name = `pack-${randomBytes(3).toString("hex")}`;
  const config = join(tmpdir(), `${name}.json`);
  let project: EngineProject;
  let cluster: Cluster;

  before(async () => {
    const { kubeconfig } = await sharedLab();
    cluster = await Cluster.connect(kubeconfig);
    project = await EngineProject.create({
      files: { "index.js": PROGRAM },
      providers: ["kubernetes"],
      env: { KUBECONFIG: kubeconfig },
    });
  });

  after(async () => {
    await cluster.deleteNamespace(name);
    cluster.close();
    await project.remove();
    await rm(config, { force: true });
  });

  /** Runs a command with the pack on a pod in a namespace of this environment. */
  function run(
    command: "preview" | "up",
    environment: string,
    change: (template: PodTemplate) => PodTemplate,
    more: readonly string[] = [],
  ): Promise<CliResult> {
    const template = changed(compliantTemplate(), {
      "spec.ephemeralContainers": undefined,
      "spec.serviceAccountName": "web",
      "metadata.labels": { app: "web" },
    });
    const { metadata, spec } = change(template);
    const annotations = { ...(metadata["annotations"] as JsonObject), "pulumi.com/skipAwait": "true" };
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { ...metadata, name: "app", annotations }, spec };
    const label = { "metadata.labels.bulwark~io/environment": environment, "metadata.name": name };
    const namespaceObject = changed(smallStack["namespace"]!.object, label);
    const objects = [
      {
        type: "core/v1:Namespace",
        name: "namespace",
        object: changed(namespaceObject, { "metadata.labels.istio-injection": undefined }),
      },
      ...["deny", "webPolicy", "webAccount"].map((key) => {
        const { type, object } = smallStack[key]!;
        return {
          type: type.replace("kubernetes:", ""),
          name: key,
          object: changed(object, { "metadata.namespace": name }),
        };
      }),
      { type: "core/v1:Pod", name: "pod", object: changed(pod as JsonObject, { "metadata.namespace": name }) },
    ];
    return project.run(command, [...PACK, ...more], { OBJECTS: JSON.stringify(objects) });
  }

  async function made(): Promise<string[]> {
    return (await project.resources()).map(({ type }) => type);
  }

  const privileged = (template: PodTemplate): PodTemplate =>
    set(template, "spec.containers.0.securityContext.privileged", true);
  const unpinned = (template: PodTemplate): PodTemplate =>
    set(template, "spec.containers.0.image", "registry.example.com/app:1");

  for (const command of ["preview", "up"] as const) {
    it(`a privileged pod without a digest stops ${command}, by rule, object, container, value and remedy`, async () => {
      const { code, output } = await run(command, "prod", (template) => privileged(unpinned(template)));
      assert.notEqual(code, 0);
      assert.match(output, /R-63 image-digest: .*\n.*registry\.example\.com\/app:1/);
      for (const part of [
        "R-12 privileged: ",
        `Pod ${name}/app, container app: spec.containers[0].securityContext.privileged is true; wanted: false or unset.`,
        "Remedy: Remove privileged;",
      ]) {
        assert.ok(output.includes(part), `${part} in\n${output}`);
      }
      assert.ok(!(await made()).includes("kubernetes:core/v1:Pod"));
    });
  }

  it("in a namespace labelled dev it is a warning, and the pod is made", async () => {
    const { code, output, events } = await run("up", "dev", unpinned);
    assert.equal(code, 0, output);
    const said = events.flatMap(({ policyEvent }) => (policyEvent === undefined ? [] : [policyEvent]));
    assert.deepEqual(
      said.map(({ policyName, enforcementLevel }) => [policyName, enforcementLevel]),
      [["image-digest-advice", "advisory"]],
    );
    assert.ok((await made()).includes("kubernetes:core/v1:Pod"));
  });

  it("a configuration sets levels by rule and environment, and what the rules share", async () => {
    const foreign = (template: PodTemplate): PodTemplate =>
      set(template, "spec.containers.0.image", "registry.example.org/app:1");
    const settings = { registries: ["registry.example.org", "registry.example.com"] };
    await writeFile(config, JSON.stringify({ "image-digest": "advisory", settings }));
    const { code, output, events } = await run("preview", "prod", foreign, ["--policy-pack-config", config]);
    assert.equal(code, 0, output);
    assert.deepEqual(
      events.flatMap(({ policyEvent }) => (policyEvent === undefined ? [] : [policyEvent.policyName])),
      ["image-digest"],
    );
  });

  it("a pod that breaks no rule passes without a word", async () => {
    const { code, output, events } = await run("preview", "prod", (template) => template);
    assert.equal(code, 0, output);
    assert.deepEqual(
      events.filter(({ policyEvent }) => policyEvent !== undefined),
      [],
    );
  });

  it("at the level remediate it mends the pod, secrets stay secrets, and a replacement that loses the mend is stopped", async () => {
    const wrong = (template: PodTemplate): PodTemplate =>
      changed(template, {
        "metadata.annotations.note": "secret:note",
        "spec.containers.0.securityContext.allowPrivilegeEscalation": true,
      });
    assert.notEqual((await run("preview", "prod", wrong)).code, 0);
    await writeFile(config, JSON.stringify({ "privilege-escalation": "remediate" }));
    const { kubectl } = await sharedLab();
    await project.pulumi(["destroy", "--yes", "--stack", "test"]);
    for (const command of ["preview", "up"] as const) {
      const { code, output, events } = await run(command, "prod", wrong, ["--policy-pack-config", config]);
      assert.equal(code, 0, output);
      assert.ok(
        events.every(({ policyEvent }) => policyEvent === undefined),
        output,
      );
      const mended = events.flatMap(({ policyRemediationEvent }) => policyRemediationEvent?.policyName ?? []);
      assert.deepEqual(mended, ["privilege-escalation"], output);
    }
    const pod = JSON.parse(await kubectl("get", "pod", "app", "--namespace", name, "--output", "json")) as PodTemplate;
    assert.equal((pod.metadata["annotations"] as JsonObject)["note"], "secret:note");
    const [{ securityContext }] = pod.spec["containers"] as [{ securityContext: JsonObject }];
    assert.equal(securityContext["allowPrivilegeEscalation"], false);
    const state = (await project.resources()).find(({ type }) => type === "kubernetes:core/v1:Pod");
    assert.ok(!JSON.stringify(state).includes("secret:note"));
    const elsewhere = (template: PodTemplate): PodTemplate => set(wrong(template), "spec.hostname", "other");
    const replaced = await run("preview", "prod", elsewhere, ["--policy-pack-config", config]);
    assert.notEqual(replaced.code, 0);
    assert.match(replaced.output, /mends-kept/);
  });
});
