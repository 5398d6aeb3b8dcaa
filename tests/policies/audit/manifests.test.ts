import assert from "node:assert/strict";

import { readManifests } from "../../../policies/audit/manifests";

const read = (content: string) => readManifests({ name: "app.yaml", content });
const POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: app\n";

describe("reading manifests", () => {
  it("finds every document of a file and numbers the objects", () => {
    const { manifests, faults } = read(`${POD}---\n${POD}---\n# nothing but a comment\n---\n${POD}`);
    assert.deepEqual(faults, []);
    assert.deepEqual(
      manifests.map(({ kind, number, place }) => [kind, number, place("kind").document, place("kind").line]),
      [
        ["Pod", 1, 1, 2],
        ["Pod", 2, 2, 7],
        ["Pod", 3, 4, 14],
      ],
    );
  });

  it("reads JSON, with tabs", () => {
    const { manifests } = read('{\n\t"apiVersion": "v1",\n\t"kind": "Pod",\n\t"spec": {"hostPID": true}\n}\n');
    assert.deepEqual(manifests[0]!.object, { apiVersion: "v1", kind: "Pod", spec: { hostPID: true } });
    assert.equal(manifests[0]!.place("spec.hostPID").line, 4);
  });

  it("takes a List apart, and lists in lists", () => {
    const item = (name: string, indent: string): string =>
      `${indent}- apiVersion: v1\n${indent}  kind: Pod\n${indent}  metadata: {name: ${name}}\n`;
    const inner = `  - apiVersion: v1\n    kind: List\n    items:\n${item("b", "    ")}`;
    const { manifests } = read(`apiVersion: v1\nkind: List\nitems:\n${item("a", "  ")}${inner}`);
    assert.deepEqual(
      manifests.map(({ object, place }) => [object["metadata"], place("metadata.name").line]),
      [
        [{ name: "a" }, 6],
        [{ name: "b" }, 12],
      ],
    );
  });

  it("gives the items of a list of one kind that kind", () => {
    const { manifests } = read("apiVersion: apps/v1\nkind: DeploymentList\nitems:\n  - metadata: {name: a}\n");
    assert.deepEqual(
      manifests.map(({ apiVersion, kind }) => [apiVersion, kind]),
      [["apps/v1", "Deployment"]],
    );
  });

  it("reads values as kubectl does: yes and on are true, dates and times are text, 0440 is octal", () => {
    const { manifests } = read(`${POD}spec: {a: yes, b: on, c: 2026-11-28, d: 12:30, e: 0440, f: no, g: 1e3}\n`);
    const spec = { a: true, b: true, c: "2026-11-28", d: "12:30", e: 0o440, f: false, g: 1000 };
    assert.deepEqual(manifests[0]!.object["spec"], spec);
  });

  it("follows anchors and merged maps", () => {
    const { manifests } = read(`${POD}x: &x {privileged: true}\nspec:\n  <<: *x\n  other: *x\n`);
    assert.deepEqual(manifests[0]!.object["spec"], { privileged: true, other: { privileged: true } });
    assert.equal(manifests[0]!.place("spec.privileged").line, 5);
    assert.equal(manifests[0]!.place("spec.other.privileged").line, 5);
  });

  for (const [what, broken, line, message] of [
    ["a syntax error", "kind: Pod\nmetadata: ]\n", 7, /^it is no YAML: /],
    ["a key that stands twice", "kind: Pod\napiVersion: v1\nkind: Job\n", 8, /^it is no YAML: Map keys must be unique/],
    ["a text", "just text\n", 6, /^it is no Kubernetes object: a map/],
    ["a list", "- a\n- b\n", 6, /^it is no Kubernetes object: a map/],
    ["an object without kind", "apiVersion: v1\n", 6, /it states no kind as text$/],
    ["an object without apiVersion", "kind: Pod\n", 6, /it states no apiVersion as text$/],
    ["a kind that is a number", "apiVersion: v1\nkind: 5\n", 6, /it states no kind as text$/],
    ["an alias without anchor", "apiVersion: v1\nkind: *a\n", 6, /^it cannot be read: /],
  ] as const) {
    it(`names file, document and line of ${what}, and reads the other documents`, () => {
      const { manifests, faults } = read(`${POD}---\n${broken}---\n${POD}`);
      assert.equal(manifests.length, 2);
      assert.equal(faults.length, 1);
      const [fault] = faults;
      assert.deepEqual([fault!.file, fault!.document, fault!.line], ["app.yaml", 2, line]);
      assert.match(fault!.message, message);
    });
  }

  it("names the item of a list that is no object", () => {
    const { manifests, faults } = read(`apiVersion: v1\nkind: List\nitems:\n  - 5\n  - {apiVersion: v1, kind: Pod}\n`);
    assert.equal(manifests.length, 1);
    assert.deepEqual([faults[0]!.document, faults[0]!.line], [1, 4]);
  });

  it("does not let aliases grow without end", () => {
    const levels = Array.from({ length: 12 }, (_, index) => {
      const before = index === 0 ? "x" : `*l${index - 1}`;
      return `l${index}: &l${index} [${Array<string>(10).fill(before).join(",")}]`;
    });
    const { faults } = read(`${POD}${levels.join("\n")}\n`);
    assert.match(faults[0]!.message, /^it cannot be read: .*alias/i);
  });

  it("does not fall over nesting without end", () => {
    const { manifests, faults } = read(`${"[".repeat(20_000)}${"]".repeat(20_000)}`);
    assert.deepEqual(manifests, []);
    assert.equal(faults.length, 1);
  });
});
