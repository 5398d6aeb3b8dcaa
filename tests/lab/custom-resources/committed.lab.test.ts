import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { selection } from "../../../lab/custom-resources/selection";
import { readOperators, typeFiles } from "../../../lab/custom-resources/types";
import { silentReporter } from "../../../lab/reporter";
import { collectedCrds } from "../../../lab/toolchain";

const folder = join(__dirname, "../../../components/custom-resources");

describe("the types of the custom resources", function () {
  this.timeout(120_000);
  let expected: Map<string, string>;

  before(async () => {
    const sources = await collectedCrds({ reporter: silentReporter });
    expected = await typeFiles(await readOperators(sources, selection));
  });

  it("are what the operators' definitions say (else: npx tsx lab/custom-resources/write-types.ts)", () => {
    for (const [name, text] of expected) assert.equal(readFileSync(join(folder, name), "utf8"), text, name);
  });

  it("hold nothing of an operator that is no longer selected", () => {
    assert.deepEqual(readdirSync(folder).sort(), [...expected.keys(), "index.ts"].sort());
  });
});
