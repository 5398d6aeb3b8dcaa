import assert from "node:assert/strict";

import { objectRules, stackRules } from "../../policies/rules/all";
import { BrokenProject, firstPerKind, levelOf, missed } from "./support/broken-project";
import type { Broken } from "./support/rule-cases";
import { brokenByTable } from "./support/tables";

describe("every rule under the real engine", function () {
  this.timeout(600_000);
  let project: BrokenProject;
  let cases: readonly Broken[];

  before(async () => {
    cases = brokenByTable();
    project = await BrokenProject.create();
  });

  after(() => project.remove());

  for (const [what, rules] of [
    ["one object", objectRules],
    ["several objects", stackRules],
  ] as const) {
    it(`each rule about ${what} is told in a preview, for each kind, at its level`, async () => {
      const shown = firstPerKind(cases, rules);
      const withCase = new Set(shown.map(({ rule }) => rule));
      assert.deepEqual(
        rules.map(({ rule: { name } }) => name).filter((name) => !withCase.has(name)),
        [],
        "rules without a case",
      );
      const result = await project.run("preview", shown);
      assert.notEqual(result.code, 0, result.output);
      assert.deepEqual(missed(shown, result), []);
    });
  }

  it("an update makes none of the objects that break a rule", async () => {
    const shown = firstPerKind(cases, objectRules).filter(({ rule }) => levelOf(rule) === "mandatory");
    const { code, output } = await project.run("up", shown);
    assert.notEqual(code, 0, output);
    assert.deepEqual(await project.made(), []);
  });
});
