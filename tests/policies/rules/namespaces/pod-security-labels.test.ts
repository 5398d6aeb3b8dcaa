import assert from "node:assert/strict";

import { initialSettings } from "../../../../policies/judging/settings";
import { namespaceLabels } from "../../../../policies/rules/namespaces/pod-security-labels";
import type { JsonObject } from "../../support/objects";
import { testRule } from "../../support/rule-cases";
import { analyze, UNKNOWN_TEXT, type Violation } from "../../support/pack";

function judged(labels: JsonObject, name = "healthcare-prod", kind = "Namespace"): Promise<Violation[]> {
  return analyze({ type: `kubernetes:core/v1:${kind}`, object: { metadata: { name, labels } } });
}

describe("labels of namespaces (R-01)", () => {
  it("the four labels pass", async () => {
    assert.deepEqual(await judged({ ...namespaceLabels, app: "a" }), []);
  });

  for (const label of Object.keys(namespaceLabels)) {
    it(`${label} must be there, and be right`, async () => {
      const without = Object.fromEntries(Object.entries(namespaceLabels).filter(([key]) => key !== label));
      for (const labels of [without, { ...namespaceLabels, [label]: "baseline" }]) {
        const [violation, ...more] = await judged(labels);
        assert.equal(more.length, 0);
        assert.equal(violation?.policy, "namespace-pod-security");
        assert.ok(violation.mandatory);
        assert.ok(violation.message.includes(`Namespace healthcare-prod: metadata.labels['${label}'] is `));
      }
    });
  }

  it("a value unknown in a preview is not held against it, and said", async () => {
    const found = await judged(Object.fromEntries(Object.keys(namespaceLabels).map((key) => [key, UNKNOWN_TEXT])));
    assert.deepEqual(
      found.map(({ policy, mandatory }) => [policy, mandatory]),
      Object.keys(namespaceLabels).map(() => ["unknown-values", false]),
    );
  });

  it("a patch answers only for the labels that it sets", async () => {
    assert.deepEqual(await judged({ team: "a" }, "healthcare-prod", "NamespacePatch"), []);
    const [violation] = await judged({ "pod-security.kubernetes.io/enforce": "privileged" }, "a", "NamespacePatch");
    assert.equal(violation?.policy, "namespace-pod-security");
  });

  it("namespaces of the platform may do without", async () => {
    for (const name of initialSettings.platformNamespaces) {
      assert.deepEqual(await judged({}, name), []);
    }
  });
});

testRule("namespace-pod-security", {
  type: "kubernetes:core/v1:Namespace",
  object: { apiVersion: "v1", kind: "Namespace", metadata: { name: "app", labels: { ...namespaceLabels } } },
  failing: [
    [
      "privileged outside of the platform (R-02)",
      { "metadata.labels.pod-security~kubernetes~io/enforce": "privileged" },
      "metadata.labels.pod-security~kubernetes~io/enforce",
    ],
  ],
  unknown: ["metadata.labels.pod-security~kubernetes~io/enforce", "metadata.labels"],
});
