import assert from "node:assert/strict";
import fc from "fast-check";
import { splitWords } from "../../../../lab/plugins/language/words";

describe("splitting Node's arguments", () => {
  it("follows a shell's quotes and backslashes", () => {
    assert.deepEqual(splitWords(`--a=1  "b c" 'd "e"' f\\ g h"i j"k`), ["--a=1", "b c", 'd "e"', "f g", "hi jk"]);
    assert.deepEqual(splitWords(`"a \\"quoted\\" word" '' `), ['a "quoted" word', ""]);
    assert.deepEqual(splitWords("  "), []);
  });

  it("gives back what was quoted, whatever it was", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (texts) => {
        const line = texts.map((text) => `'${text.replaceAll("'", `'\\''`)}'`).join(" ");
        assert.deepEqual(splitWords(line), texts);
      }),
    );
  });
});
