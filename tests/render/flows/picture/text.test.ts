import assert from "node:assert/strict";
import { textWidth, wrapped } from "../../../../render/flows/picture/text";

describe("render/flows/picture/text", () => {
  it("grows with text, size and weight", () => {
    assert.equal(textWidth("", 12), 0);
    assert.ok(textWidth("mllp", 12) < textWidth("mllp-server", 12));
    assert.ok(textWidth("mllp", 12) < textWidth("mllp", 13));
    assert.ok(textWidth("mllp", 12) < textWidth("mllp", 12, true));
  });

  it("breaks lists at their items, into lines that fit", () => {
    const items = ["one", "two", "three", "four"];
    const lines = wrapped(items, ", ", 10, textWidth("one, two,", 10));
    assert.deepEqual(lines, ["one, two", "three", "four"]);
    assert.deepEqual(wrapped(["much too long"], " ", 10, 1), ["much too long"]);
    assert.deepEqual(wrapped([], " ", 10, 100), []);
  });
});
