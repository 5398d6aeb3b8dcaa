import assert from "node:assert/strict";
import * as fc from "fast-check";
import { stacked } from "../../../../render/flows/picture/parties";

describe("render/flows/picture/parties", () => {
  it("leaves boxes where they want to be if they have room", () => {
    assert.deepEqual(
      stacked([
        { top: 5, height: 20 },
        { top: 100, height: 20 },
      ]),
      [5, 100],
    );
  });

  it("moves boxes that would overlap apart, both ways", () => {
    assert.deepEqual(
      stacked([
        { top: 100, height: 20 },
        { top: 100, height: 20 },
      ]),
      [85, 115],
    );
  });

  it("moves nothing above the first line", () => {
    assert.deepEqual(
      stacked([
        { top: 0, height: 20 },
        { top: 0, height: 20 },
      ]),
      [0, 30],
    );
    assert.deepEqual(stacked([{ top: -50, height: 20 }]), [0]);
  });

  it("keeps the order and leaves gaps, on whole pixels", () => {
    const box = fc.record({ top: fc.integer({ min: -50, max: 300 }), height: fc.integer({ min: 20, max: 80 }) });
    fc.assert(
      fc.property(fc.array(box, { maxLength: 12 }), (boxes) => {
        const wanted = boxes.sort((a, b) => a.top - b.top);
        const tops = stacked(wanted);
        assert.equal(tops.length, wanted.length);
        tops.forEach((top, index) => {
          const before = index === 0 ? 0 : tops[index - 1]! + wanted[index - 1]!.height + 9;
          assert.ok(Number.isInteger(top) && top >= before, JSON.stringify({ wanted, tops }));
        });
      }),
    );
  });
});
