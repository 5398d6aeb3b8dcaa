import assert from "node:assert/strict";
import * as fc from "fast-check";

import { addDays, dayOf, parseDate } from "../../../config/primitives/date";
import { InvalidValue } from "../../../config/primitives/invalid";
import { parseLabelValue } from "../../../config/primitives/names";

const days = fc.date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true }).map(dayOf);

describe("parseDate", () => {
  it("accepts every day of the calendar, which is a label value too", () => {
    fc.assert(
      fc.property(days, (day) => {
        assert.equal(parseDate(day), day);
        assert.equal(parseLabelValue(day), day);
      }),
    );
  });

  for (const text of ["", "tomorrow", "2026-02-30", "2026-13-01", "2026-1-31", "2026-01-31T12:00:00Z", "31-01-2026"]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseDate(text), InvalidValue);
    });
  }
});

describe("addDays", () => {
  it("crosses the ends of months and years", () => {
    assert.deepEqual(
      ["2026-01-31", "2026-12-25", "2028-02-20"].map((day) => addDays(day, 14)),
      ["2026-02-14", "2027-01-08", "2028-03-05"],
    );
  });

  it("and its opposite cancel out", () => {
    fc.assert(fc.property(days, fc.nat(400), (day, count) => addDays(addDays(day, count) ?? "", -count) === day));
  });

  it("knows no day after what is none", () => {
    assert.equal(addDays("soon", 1), undefined);
  });
});
