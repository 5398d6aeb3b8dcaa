import { strict as assert } from "node:assert";
import fc from "fast-check";
import { detailedDiff } from "../../../../../lab/plugins/kubernetes/diff/detailed";
import { mergePatch, sameValue } from "../../../../../lab/plugins/kubernetes/diff/merge-patch";
import { containsPath, formatPath, parsePath } from "../../../../../lab/plugins/kubernetes/diff/paths";
import { Unknown, type PropertyMap, type PropertyValue } from "../../../../../lab/plugins/shared/values";

function changes(before: PropertyMap, after: PropertyMap, forceNew: readonly string[] = []): Record<string, string> {
  const found = detailedDiff(mergePatch(before, after), before, forceNew);
  return Object.fromEntries([...found].map(([path, { kind, replace }]) => [path, replace ? `${kind}-replace` : kind]));
}

const key = fc.constantFrom("a", "b", "c.d", 'e"f');
const value: fc.Arbitrary<PropertyValue> = fc.letrec<{ node: PropertyValue }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.integer(),
    fc.boolean(),
    fc.constantFrom("x", "y"),
    fc.array(tie("node"), { maxLength: 3 }),
    fc.dictionary(key, tie("node"), { maxKeys: 3 }),
  ),
})).node;
const map = fc.dictionary(key, value, { maxKeys: 3 });

function applyPatch(target: PropertyMap, patch: PropertyMap): PropertyMap {
  const result = { ...target };
  for (const [name, item] of Object.entries(patch)) {
    const old = result[name];
    if (item === null) Reflect.deleteProperty(result, name);
    else if (isMap(item) && isMap(old)) result[name] = applyPatch(old, item);
    else result[name] = item;
  }
  return result;
}

const isMap = (item: PropertyValue | undefined): item is PropertyMap =>
  typeof item === "object" && item !== null && !Array.isArray(item);

describe("differences", () => {
  it("name what is added, deleted and updated, in lists by element", () => {
    const before: PropertyMap = {
      metadata: { labels: { "app.io/name": "a" } },
      spec: { replicas: 1, containers: [{ image: "x", args: ["1"] }, { image: "old" }] },
    };
    const after = {
      metadata: { labels: { "app.io/name": "b" } },
      spec: { paused: true, containers: [{ image: "y" }] },
    };
    assert.deepEqual(changes(before, after), {
      'metadata.labels["app.io/name"]': "update",
      "spec.replicas": "delete",
      "spec.paused": "add",
      "spec.containers[0].image": "update",
      "spec.containers[0].args": "delete",
      "spec.containers[1]": "delete",
    });
  });

  it("of unknown values are changes", () => {
    assert.deepEqual(changes({ a: 1 }, { a: new Unknown(), b: new Unknown() }), { a: "update", b: "add" });
  });

  it("replace at, below and above a field that cannot change", () => {
    const pattern = ["spec.selector", "spec.containers[*].image"];
    assert.deepEqual(changes({ spec: { selector: { a: "1" } } }, { spec: { selector: { a: "2" } } }, pattern), {
      "spec.selector.a": "update-replace",
    });
    assert.deepEqual(changes({}, { spec: { selector: {} } }, pattern), { spec: "add-replace" });
    assert.deepEqual(
      changes({ spec: { containers: [{ image: "x" }] } }, { spec: { containers: [{ image: "y" }] } }, pattern),
      { "spec.containers[0].image": "update-replace" },
    );
    assert.deepEqual(
      changes(
        { spec: { containers: [{ image: "x", tty: true }] } },
        { spec: { containers: [{ image: "x" }] } },
        pattern,
      ),
      { "spec.containers[0].tty": "delete" },
    );
    assert.deepEqual(changes({ spec: { selector: {} } }, { spec: {} }, pattern), { "spec.selector": "delete-replace" });
  });

  it("exist exactly when two documents are not the same", () => {
    fc.assert(
      fc.property(map, map, (before, after) => {
        assert.equal(Object.keys(changes(before, after)).length > 0, !sameValue(before, after));
      }),
    );
  });

  it("lie on paths that can be read back", () => {
    fc.assert(
      fc.property(map, map, (before, after) => {
        for (const path of Object.keys(changes(before, after))) assert.equal(formatPath(parsePath(path) ?? []), path);
      }),
    );
  });

  it("make a patch that leads from one document to the other", () => {
    fc.assert(
      fc.property(map, map, (before, after) => {
        assert.ok(sameValue(applyPatch(before, mergePatch(before, after)), after));
      }),
    );
  });
});

describe("property paths", () => {
  it("contain what lies below them, a star any step", () => {
    const contains = (ancestor: string, path: string): boolean => containsPath(parsePath(ancestor)!, parsePath(path)!);
    assert.ok(contains("spec", "spec.replicas"));
    assert.ok(contains("spec.containers[*].image", "spec.containers[3].image"));
    assert.ok(!contains("spec.replicas", "spec"));
    assert.ok(!contains("spec.rep", "spec.replicas"));
  });

  it("that are malformed are none", () => {
    assert.equal(parsePath("a[b"), undefined);
    assert.equal(parsePath('a["b]'), undefined);
  });
});
