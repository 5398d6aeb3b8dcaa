import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { versionsText } from "../../../lab/toolchain/versions";

describe("VERSIONS.md", () => {
  it("says what the go.mod files pin (else: npx tsx lab/toolchain/write-versions.ts)", () => {
    assert.equal(readFileSync(join(__dirname, "../../../lab/toolchain/VERSIONS.md"), "utf8"), versionsText());
  });
});
