import assert from "node:assert/strict";

import { objectRules, stackRules } from "../../policies/rules/all";
import { BrokenProject, firstPerKind, levelOf, missed } from "./support/broken-project";
import { brokenByTable } from "./support/tables";

describe("every mandatory rule alone stops an update under the real engine", () => {
  let project: BrokenProject;

  before(async () => {
    project = await BrokenProject.create();
  });

  after(() => project.remove());

  const cases = brokenByTable();
  const isMandatory = ({ rule: { name } }: { readonly rule: { readonly name: string } }): boolean =>
    levelOf(name) === "mandatory";

  for (const { rule } of objectRules.filter(isMandatory)) {
    it(rule.name, async () => {
      const shown = firstPerKind(cases, [{ rule }]).slice(0, 1);
      const result = await project.run("up", shown);
      assert.notEqual(result.code, 0, result.output);
      assert.deepEqual(missed(shown, result), []);
      assert.deepEqual(await project.made(), []);
    });
  }

  // Rules about several objects are judged when all are known: an update is stopped by the preview before it.
  for (const { rule } of stackRules.filter(isMandatory)) {
    it(rule.name, async () => {
      const { code, output } = await project.upWithPreview(firstPerKind(cases, [{ rule }]).slice(0, 1));
      assert.notEqual(code, 0, output);
      assert.ok(output.includes(rule.name), output);
      assert.deepEqual(await project.made(), []);
    });
  }
});
