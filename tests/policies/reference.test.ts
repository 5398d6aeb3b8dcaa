import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { format } from "prettier";

import { objectRules, stackRules } from "../../policies/rules/all";
import { policiesFor, rulesPage } from "./reference";
import { heldByOthers, specification } from "./specification";

const names = new Set([...objectRules, ...stackRules].map(({ rule }) => rule.name));

describe("where the rules are held", () => {
  it("the page says what the rules say", async () => {
    const page = readFileSync(join(__dirname, "../../docs/rules.md"), "utf8");
    assert.equal(page, await format(rulesPage(), { parser: "markdown", printWidth: 120 }));
  });

  it("the list has every rule of the specification, R-01 to R-81", () => {
    assert.equal(specification.length, 81);
    assert.equal(specification.at(-1)?.number, "R-81");
  });

  for (const { number, by, tests, open } of specification) {
    it(`${number} is held by ${by}`, () => {
      assert.equal(by.includes("P"), policiesFor(number).length > 0, "its policies");
      assert.equal(by.includes("T"), tests.length > 0 || open !== undefined, "its tests");
      for (const file of tests) {
        assert.ok(existsSync(join(__dirname, "..", file)), file);
      }
    });
  }

  it("only policies that exist hold the rules of others", () => {
    assert.deepEqual(
      Object.values(heldByOthers)
        .flat()
        .filter((name) => !names.has(name)),
      [],
    );
  });
});
