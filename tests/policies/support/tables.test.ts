import assert from "node:assert/strict";
import { createRequire } from "node:module";

import { brokenByTable } from "./tables";

describe("the tables of the rules' tests", function () {
  this.timeout(60_000);

  it("are read without being taken away from mocha, and read again alike", () => {
    const loaded = (): string[] =>
      Object.keys(createRequire(__filename).cache)
        .filter((path) => /policies\/rules\/.*\.test\.ts$/.test(path))
        .sort();
    const before = loaded();
    const cases = brokenByTable();
    assert.deepEqual(loaded(), before);
    assert.ok(cases.length > 1000);
    assert.equal(brokenByTable().length, cases.length);
  });
});
