import assert from "node:assert/strict";

import { changeAt, changeEach } from "../../../policies/values/change";
import { UNKNOWN, type Value } from "../../../policies/values/field";

const one = (): Value => 1;

describe("changing a value", () => {
  it("copies what changes and shares the rest, and leaves the original alone", () => {
    const before = { a: { b: 0 }, c: { d: 2 } };
    const after = changeAt(before, ["a", "b"], one) as typeof before;
    assert.deepEqual(after, { a: { b: 1 }, c: { d: 2 } });
    assert.deepEqual(before, { a: { b: 0 }, c: { d: 2 } });
    assert.equal(after.c, before.c);
  });

  it("returns the value itself where nothing changes", () => {
    const before = { a: { b: 1 }, n: null };
    assert.equal(changeAt(before, ["a", "b"], one), before);
    assert.equal(
      changeAt(before, ["n", "m"], (value) => value),
      before,
    );
    const list = [{ a: 1 }];
    assert.equal(
      changeEach(list, (element) => element),
      list,
    );
  });

  it("makes the maps that are missing or null on the way", () => {
    assert.deepEqual(changeAt({ a: null }, ["a", "b", "c"], one), { a: { b: { c: 1 } } });
    assert.deepEqual(changeAt(undefined, ["a"], one), { a: 1 });
  });

  it("goes through nothing that is unknown or no map", () => {
    for (const value of [UNKNOWN, "text", 3, [], [1]] as const) {
      assert.equal(changeAt(value, ["a"], one), value);
    }
    const before = { a: UNKNOWN } as const;
    assert.equal(changeAt(before, ["a", "b"], one), before);
    assert.equal(changeEach(UNKNOWN, one), UNKNOWN);
    assert.deepEqual(changeEach([{}, UNKNOWN, null, "text"], one), [1, UNKNOWN, null, "text"]);
  });
});
