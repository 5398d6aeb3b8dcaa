import assert from "node:assert/strict";
import {
  aggregations,
  binaryOperators,
  instantFunctions,
  keywords,
  rangeFunctions,
} from "../../../components/builders/promql-words";

describe("components/builders/promql-words", () => {
  it("has each word in one role, except words between expressions, which are keywords too", () => {
    const roles = [rangeFunctions, instantFunctions, aggregations, keywords].map((words) => [...words]);
    const words = roles.flat();
    assert.equal(new Set(words).size, words.length);
    for (const operator of binaryOperators) {
      assert.equal(keywords.has(operator), /^[a-z]/.test(operator), operator);
    }
  });

  it("knows every function over time by its name", () => {
    for (const name of instantFunctions) assert.doesNotMatch(name, /_over_time$|^i?rate$|^increase$/);
  });
});
