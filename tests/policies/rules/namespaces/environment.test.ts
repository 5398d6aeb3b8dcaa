import assert from "node:assert/strict";

import { namespaceLabels } from "../../../../policies/rules/namespaces/pod-security-labels";
import type { JsonObject } from "../../support/objects";
import { analyze, UNKNOWN_TEXT, type RunOptions, type Violation } from "../../support/pack";
import { testRule } from "../../support/rule-cases";

const type = "kubernetes:core/v1:Namespace";
const label = "metadata.labels.bulwark~io/environment";

function namespace(environment: string): JsonObject {
  const labels = { ...namespaceLabels, "bulwark.io/environment": environment };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name: "team", labels } };
}

testRule("namespace-environment", {
  type,
  object: namespace("prod"),
  passing: [
    ["no label", { [label]: undefined }],
    ["a label that is judged as prod", { [label]: "live" }],
  ],
  failing: [
    ["dev in prod", { [label]: "dev" }, label],
    ["a preview in prod", { [label]: "preview-pr-7" }, label],
    ["staging in prod", { [label]: "staging" }, label],
  ],
  unknown: [label, "metadata.labels"],
});

describe("namespace-environment by stack", () => {
  const judge = async (environment: string, options: RunOptions, of = type): Promise<readonly Violation[]> =>
    (await analyze({ type: of, object: namespace(environment) }, options)).filter(({ policy }) =>
      policy.startsWith("namespace-environment"),
    );

  for (const [environment, options, stopped] of [
    ["dev", { stack: "staging" }, true],
    ["prod", { stack: "staging" }, false],
    ["staging", { stack: "dev" }, false],
    ["dev", { stack: "dev-alice" }, false],
    ["preview", { stack: "dev" }, false],
    ["dev", { stack: "preview-pr-7" }, false],
    ["dev", { stack: "prod-eu" }, true],
    ["dev", { stack: "dev", environment: "prod" }, true],
    ["dev", { stack: "prod", environment: "dev" }, false],
    ["dev", { stack: "alice", environment: "somewhere" }, true],
    ["dev", { stack: "test" }, false],
    ["dev", { stack: "production" }, false],
  ] as const) {
    const where = "environment" in options ? `${options.stack}, configured as ${options.environment}` : options.stack;
    it(`${stopped ? "stops" : "passes"} the label ${environment} in the stack ${where}`, async () => {
      assert.deepEqual(
        (await judge(environment, options)).map(({ mandatory }) => mandatory),
        stopped ? [true] : [],
      );
    });
  }

  it("stops a patch that relabels a namespace", async () => {
    assert.equal((await judge("dev", {}, "kubernetes:core/v1:NamespacePatch")).length, 1);
  });

  it("has no doubt about a label where no environment is more lenient", async () => {
    const said = await analyze({ type, object: namespace(UNKNOWN_TEXT) }, { stack: "dev" });
    assert.deepEqual(
      said.filter(({ message }) => message.includes("namespace-environment")),
      [],
    );
  });
});
