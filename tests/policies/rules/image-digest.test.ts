import assert from "node:assert/strict";

import { compliantTemplate, set, wrap, type JsonObject } from "../support/objects";
import { analyze, PackRun, UNKNOWN_TEXT, type Resource, type Violation } from "../support/pack";
import { namespaceLabels } from "../../../policies/rules/namespaces/pod-security-labels";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const unpinned = set(compliantTemplate(), "spec.containers.0.image", "registry.example.com/app:1.2.3");
const workload: Resource = { type: DEPLOYMENT, object: wrap(DEPLOYMENT, unpinned) };

function namespace(environment: string | undefined): Resource {
  const labels: JsonObject = {
    ...namespaceLabels,
    ...(environment === undefined ? {} : { "bulwark.io/environment": environment }),
  };
  return { type: "kubernetes:core/v1:Namespace", object: { metadata: { name: "team", labels } } };
}

/** What the rule says at the end; these workloads lack much that other rules want. */
async function atTheEnd(run: PackRun): Promise<Violation[]> {
  return (await run.analyzeStack()).filter(({ policy }) => policy.startsWith("image-digest"));
}

describe("image digests by environment (R-63)", () => {
  for (const [label, policy] of [
    ["dev", "image-digest-advice"],
    ["preview", "image-digest-advice"],
    ["staging", "image-digest"],
    ["prod", "image-digest"],
    ["something-else", "image-digest"],
  ] as const) {
    it(`a namespace labelled ${label}: ${policy} answers, before anything is applied`, async () => {
      const run = new PackRun({ stack: label === "dev" ? "prod" : "dev" });
      await run.analyze(namespace(label));
      const [violation, ...more] = await run.analyze(workload);
      assert.equal(more.length, 0);
      assert.equal(violation?.policy, policy);
      assert.equal(violation.mandatory, policy === "image-digest");
      assert.ok(violation.message.includes(`Environment: ${label} (label of namespace team)`));
      assert.deepEqual(await atTheEnd(run), []);
    });
  }

  it("without a label the configuration of the stack decides, then its name; what neither calls dev is judged as prod", async () => {
    const policies = async (options: { stack: string; environment?: string }): Promise<string[]> =>
      (await analyze(workload, options)).map(({ policy }) => policy);
    assert.deepEqual(await policies({ stack: "alice", environment: "dev" }), ["image-digest-advice"]);
    assert.deepEqual(await policies({ stack: "dev", environment: "prod" }), ["image-digest"]);
    assert.deepEqual(await policies({ stack: "dev" }), ["image-digest-advice"]);
    assert.deepEqual(await policies({ stack: "preview-pr-7" }), ["image-digest-advice"]);
    assert.deepEqual(await policies({ stack: "alice" }), ["image-digest"]);
  });

  it("a namespace that is labelled only after its workload was judged leniently stops the update at its end", async () => {
    const run = new PackRun({ stack: "dev" });
    assert.deepEqual(
      (await run.analyze(workload)).map(({ mandatory }) => mandatory),
      [false],
    );
    assert.deepEqual(await atTheEnd(run), []);
    await run.analyze(namespace("prod"));
    const [violation] = await atTheEnd(run);
    assert.equal(violation?.policy, "image-digest-late");
    assert.ok(violation.mandatory);
  });

  it("a label that is unknown in a preview leaves the decision to the stack", async () => {
    const run = new PackRun({ stack: "dev" });
    await run.analyze(namespace(UNKNOWN_TEXT));
    assert.deepEqual(
      (await run.analyze(workload)).map(({ policy }) => policy),
      ["image-digest-advice"],
    );
  });
});
