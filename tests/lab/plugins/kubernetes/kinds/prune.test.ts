import { strict as assert } from "node:assert";
import fc from "fast-check";
import { prune } from "../../../../../lab/plugins/kubernetes/kinds/prune";
import { sameValue } from "../../../../../lab/plugins/kubernetes/diff/merge-patch";
import type { PropertyMap } from "../../../../../lab/plugins/shared/values";

const document = fc.dictionary(
  fc.stringMatching(/^[a-c]$/),
  fc.jsonValue({ maxDepth: 3 }),
) as fc.Arbitrary<PropertyMap>;

describe("pruning a live object", () => {
  it("keeps only what the shape has, in lists by position", () => {
    const live: PropertyMap = {
      spec: {
        replicas: 2,
        strategy: {},
        containers: [{ name: "a", image: "x", pullPolicy: "Always" }, { name: "sidecar" }],
      },
      status: {},
    };
    const shape = { spec: { replicas: 1, containers: [{ name: "a", image: "y" }] } };
    assert.deepEqual(prune(live, shape), { spec: { replicas: 2, containers: [{ name: "a", image: "x" }] } });
  });

  it("keeps a value whole whose type differs from the shape's", () => {
    assert.deepEqual(prune({ port: "http", list: ["a"] }, { port: 80, list: [{}] }), { port: "http", list: ["a"] });
  });

  it("gives a document back when pruned to its own shape", () => {
    fc.assert(
      fc.property(document, (value) => {
        // Lists of mixed types, which no API has, are cut by their first element only.
        fc.pre(!JSON.stringify(value).includes("["));
        assert.ok(sameValue(prune(value, value), value));
      }),
    );
  });

  it("never invents a key", () => {
    fc.assert(
      fc.property(document, document, (source, shape) => {
        for (const key of Object.keys(prune(source, shape))) assert.ok(key in source && key in shape);
      }),
    );
  });
});
