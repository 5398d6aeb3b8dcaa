import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

interface Bootstrap {
  satisfies: (version: string, range: string) => boolean;
}

describe("lab/bootstrap", () => {
  let satisfies: Bootstrap["satisfies"];
  before(async () => {
    const file = join(__dirname, "../../lab/bootstrap.mjs");
    ({ satisfies } = (await import(pathToFileURL(file).href)) as Bootstrap);
  });

  const range = "^20.19.0 || >=22.13.0";
  for (const [version, expected] of [
    ["20.19.0", true],
    ["20.20.2", true],
    ["20.18.9", false],
    ["18.20.0", false],
    ["21.7.3", false],
    ["22.12.0", false],
    ["22.13.0", true],
    ["26.0.0", true],
  ] as const) {
    it(`${expected ? "takes" : "refuses"} Node ${version} for ${range}`, () => {
      assert.equal(satisfies(version, range), expected);
    });
  }
});
