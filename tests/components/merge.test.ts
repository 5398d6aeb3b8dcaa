import assert from "node:assert/strict";
import * as fc from "fast-check";

import { merge } from "../../components/merge";

/** Plain values as configuration and layers hold them. */
const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.integer(),
    fc.string(),
    fc.boolean(),
    fc.array(fc.integer(), { maxLength: 3 }),
    tie("object"),
  ),
  object: fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value"), { noNullPrototype: true, maxKeys: 3 }),
})).object;

/** Layers in which a key is always a group, always a list or always a value. */
const shaped = fc.record(
  {
    group: fc.record({ a: fc.integer(), b: fc.integer() }, { requiredKeys: [], noNullPrototype: true }),
    list: fc.array(fc.integer(), { maxLength: 3 }),
    value: fc.option(fc.string(), { nil: undefined }),
  },
  { requiredKeys: [], noNullPrototype: true },
);

/** Every leaf with its path; lists and empty objects are leaves. */
function leaves(value: unknown, path = ""): Map<string, unknown> {
  const isGroup = typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
  if (!isGroup) return new Map([[path, value]]);
  return new Map(Object.entries(value).flatMap(([key, inner]) => [...leaves(inner, `${path}/${key}`)]));
}

describe("merge", () => {
  it("takes every leaf of the upper layer, and those of the lower one that nothing covers", () => {
    fc.assert(
      fc.property(plain, plain, (base, over) => {
        const result = leaves(merge(base, over));
        for (const [path, value] of leaves(over)) {
          const isEmptyGroup = typeof value === "object" && value !== null && !Array.isArray(value);
          if (!isEmptyGroup) assert.deepEqual(result.get(path), value, path);
        }
        for (const [path, value] of result) {
          assert.deepEqual(value, leaves(over).has(path) ? leaves(over).get(path) : leaves(base).get(path), path);
        }
      }),
    );
  });

  it("is associative among layers of one shape: they can be merged in any grouping", () => {
    fc.assert(
      fc.property(shaped, shaped, shaped, (a, b, c) => {
        assert.deepEqual(merge(merge(a, b), c), merge(a, merge(b, c)));
      }),
    );
  });

  it("changes nothing that is given, and shares no object with it", () => {
    fc.assert(
      fc.property(plain, plain, (base, over) => {
        const before = JSON.stringify([base, over]);
        const result = merge(base, over) as Record<string, unknown>;
        for (const value of Object.values(result)) {
          if (typeof value === "object" && value !== null) Object.assign(value, { changed: true });
        }
        assert.equal(JSON.stringify([base, over]), before);
      }),
    );
  });

  it("replaces lists as a whole", () => {
    assert.deepEqual(merge({ list: [1, 2, 3] }, { list: [4] }), { list: [4] });
    assert.deepEqual(merge({ list: [1] }, { list: [] }), { list: [] });
  });

  it("leaves a field alone that is undefined or null above", () => {
    assert.deepEqual(merge({ a: 1, b: { c: 2 } }, { a: undefined, b: { c: null }, d: undefined }), {
      a: 1,
      b: { c: 2 },
    });
  });

  it("takes false, 0 and the empty text for values", () => {
    assert.deepEqual(merge({ a: true, b: 1, c: "x" }, { a: false, b: 0, c: "" }), { a: false, b: 0, c: "" });
  });

  it("never looks into an instance", () => {
    const output = new (class Output {
      readonly inner = 1;
    })();
    assert.equal((merge({ a: { x: 1 } }, { a: output }) as { a: unknown }).a, output);
    assert.equal((merge({ a: output }, {}) as { a: unknown }).a, output);
  });

  it("has no way to a prototype", () => {
    const result = merge({}, JSON.parse('{"__proto__":{"polluted":true}}')) as object;
    assert.equal("polluted" in {}, false);
    assert.equal(Object.getPrototypeOf(result), Object.prototype);
  });
});
