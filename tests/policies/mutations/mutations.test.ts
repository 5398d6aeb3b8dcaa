import assert from "node:assert/strict";

import { objectRules, stackRules } from "../../../policies/rules/all";
import { loosenAccess } from "./access";
import { loosenAvailability } from "./availability";
import { concerns, judge, prod } from "./inventory";
import { Mutations, put, type Mutation } from "./mutation";
import { loosenNetwork } from "./network";
import { loosenPods } from "./pods";
import { loosenReferences } from "./references";

const inventory = prod();
const mutations = new Mutations(inventory);
for (const loosen of [loosenPods, loosenNetwork, loosenAccess, loosenAvailability, loosenReferences]) {
  loosen(mutations);
}

const rules = [...objectRules, ...stackRules].map(({ rule }) => rule);
const ofObjects = new Set(objectRules.map(({ rule }) => rule.name));

/** Whether the rule finds what was loosened: a rule about one object in this object, one about the stack anywhere. */
function isCaught({ rule, item, inventory: mutated }: Mutation): boolean {
  const level = rules.find(({ name }) => name === rule)?.strictness === "advisory" ? "advisory" : "mandatory";
  return judge(mutated, rule).some(
    (outcome) => outcome.level === level && (!ofObjects.has(rule) || item === undefined || concerns(outcome, item)),
  );
}

describe("the prod stack, loosened one thing at a time", function () {
  this.timeout(60_000);

  it("has no violation as it is, whole and with its options", () => {
    assert.ok(inventory.length > 100);
    assert.deepEqual(
      judge(inventory).map(({ text }) => text),
      [],
    );
  });

  it("is loosened in at least 300 ways, each only once, in what every rule demands", () => {
    assert.ok(mutations.all.length >= 300, `${mutations.all.length}`);
    const ways = mutations.all.map(({ rule, what }) => `${rule}: ${what}`);
    assert.equal(new Set(ways).size, ways.length);
    const broken = new Set(mutations.all.map(({ rule }) => rule));
    assert.deepEqual(
      rules.map(({ name }) => name).filter((name) => !broken.has(name)),
      [],
    );
    const names = new Set(rules.map(({ name }) => name));
    assert.deepEqual(
      [...broken].filter((name) => !names.has(name)),
      [],
    );
  });

  for (const { name, number } of rules) {
    const own = mutations.all.filter(({ rule }) => rule === name);
    it(`${number} ${name} catches each of ${own.length}`, () => {
      const survivors = own.filter((mutation) => !isCaught(mutation)).map(({ what }) => what);
      assert.deepEqual(survivors, []);
    });
  }
});

describe("a change at a path", () => {
  it("copies what it changes and leaves the original alone", () => {
    const before = { a: [{ b: 1 }], c: { d: 2 } };
    const after = put(before, "a.0.b", 3);
    assert.deepEqual(after, { a: [{ b: 3 }], c: { d: 2 } });
    assert.deepEqual(before.a, [{ b: 1 }]);
    assert.equal(after.c, before.c);
  });

  it("adds, removes, and reads keys with dots", () => {
    assert.deepEqual(put({}, "a.0.b~c/d", 1), { a: [{ "b.c/d": 1 }] });
    assert.deepEqual(put({ a: [1, 2] }, "a.2", 3), { a: [1, 2, 3] });
    assert.deepEqual(put({ a: [1, 2] }, "a.0", undefined), { a: [2] });
    assert.deepEqual(put({ a: 1 }, "b.c", undefined), { a: 1 });
  });
});
