import assert from "node:assert/strict";
import { pairsFrom, SIZES, sizesFrom, TRIAL_VARIABLE } from "./options";

describe("bench/options", () => {
  it("takes no fewer than nine pairs, except in a trial", () => {
    assert.equal(pairsFrom("9", {}), 9);
    for (const text of ["8", "9.5", "many", ""]) assert.throws(() => pairsFrom(text, {}), /at least 9/);
    assert.equal(pairsFrom("1", { [TRIAL_VARIABLE]: "1" }), 1);
  });

  it("takes the sizes that are asked for instead of its own, ascending and once each", () => {
    const asked = ["50", "20", "50"].reduce<readonly number[]>((sizes, text) => sizesFrom(text, sizes), SIZES);
    assert.deepEqual(asked, [20, 50]);
    assert.throws(() => sizesFrom("0", SIZES), /1 to 500/);
    assert.throws(() => sizesFrom("501", SIZES), /1 to 500/);
  });
});
