import assert from "node:assert/strict";

import { keepLayout } from "../../operations/pulumi/layout";

const before = `# About the file.
config:
  a:b: one # beside

  # Above the group.
  a:group:
    inner: "01"

  a:list:
    - x
`;
/** As Pulumi writes it: comments stay, blank lines go. */
const squeezed = before.replaceAll("\n\n", "\n");

describe("operations/pulumi/layout", () => {
  it("keeps blank lines and comments when a value changes", () => {
    assert.equal(keepLayout(before, squeezed.replace("one", "two")), before.replace("one", "two"));
  });

  it("keeps them when nothing changes", () => {
    assert.equal(keepLayout(before, squeezed), before);
  });

  it("puts a new key at the end of its group", () => {
    assert.equal(
      keepLayout(before, squeezed.replace('"01"', '"01"\n    other: 2')),
      before.replace('"01"', '"01"\n    other: 2'),
    );
  });

  it("takes a removed key away", () => {
    const text = keepLayout(before, squeezed.replace(/ {2}# Above the group\.\n {2}a:group:\n {4}inner: "01"\n/, ""));
    assert.doesNotMatch(text, /group/);
  });

  it("replaces a list as a whole", () => {
    assert.match(keepLayout(before, squeezed.replace("- x", "- x\n    - y")), /- x\n {4}- y\n$/);
  });

  it("never says anything else than Pulumi wrote: what is no map is taken as it is", () => {
    assert.equal(keepLayout("", "config: {}\n"), "config: {}\n");
  });
});
