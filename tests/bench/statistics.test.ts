import assert from "node:assert/strict";
import * as fc from "fast-check";
import { estimate } from "./statistics";

describe("bench/statistics", () => {
  it("takes the second-smallest and second-largest of nine pairs", () => {
    // P(at most one of nine below the median) = 10/512 = 2 %, at most two = 46/512 = 9 %.
    assert.deepEqual(estimate([9, 1, 8, 2, 7, 3, 6, 4, 5]), { median: 5, low: 2, high: 8 });
  });

  it("puts the median inside its interval, whatever the order", () => {
    // No measurement is -0, which sorts beside 0 in whatever order.
    const figure = fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((number) => number + 0);
    fc.assert(
      fc.property(fc.array(figure, { minLength: 1 }), (sample) => {
        const { median, low, high } = estimate(sample);
        assert.ok(low <= median && median <= high);
        assert.deepEqual(estimate([...sample].reverse()), { median, low, high });
      }),
    );
  });
});
