import assert from "node:assert/strict";
import * as fc from "fast-check";
import { steps, verdict } from "./growth";

const at = (resources: number, cost: number): { resources: number; cost: number } => ({ resources, cost });

describe("bench/growth", () => {
  it("tells what a further resource costs, whatever the program without resources does", () => {
    const fixed = fc.integer({ min: 0, max: 1000 });
    fc.assert(
      fc.property(fixed, fc.integer({ min: 1, max: 100 }), (base, each) => {
        const found = steps([at(300, base + 300 * each), at(10, base + 10 * each), at(100, base + 100 * each)]);
        assert.deepEqual(found, [
          { from: 10, to: 100, perResource: each },
          { from: 100, to: 300, perResource: each },
        ]);
      }),
    );
  });

  it("finds a cost that grows with the square, and none in one that grows in step", () => {
    assert.match(verdict([10, 100, 300].map((size) => at(size, 5 + size ** 2))), /costs more/);
    assert.match(verdict([10, 100, 300].map((size) => at(size, 5 + size))), /in step/);
    assert.match(verdict([10, 100, 300].map((size) => at(size, 5))), /does not grow/);
  });

  it("says nothing of fewer than three sizes", () => {
    assert.match(verdict([at(10, 1), at(20, 4)]), /three sizes/);
  });
});
