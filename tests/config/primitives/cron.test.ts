import assert from "node:assert/strict";
import fc from "fast-check";
import { cronFormat, parseCron } from "../../../config/primitives/cron";

describe("config/primitives/cron", () => {
  for (const text of [
    "0 2 * * *",
    "*/15 8-18 * * MON-FRI",
    "0,30 0 1 JAN,JUL *",
    "0 0 * * 7",
    "5 4 * * sun",
    "0-30/10 * * * *",
  ]) {
    it(`takes ${text}`, () => {
      assert.equal(parseCron(text), text);
      assert.match(text, new RegExp(cronFormat.pattern));
    });
  }

  it("joins the fields with single spaces", () => {
    assert.equal(parseCron("  0   2 *\t* * "), "0 2 * * *");
  });

  const bad = [
    "",
    "0 2 * *",
    "0 2 * * * *",
    "60 2 * * *",
    "0 24 * * *",
    "0 2 0 * *",
    "0 2 * 13 *",
    "0 2 * * 8",
    "@daily",
  ];
  for (const text of [
    ...bad,
    "0 2 L * *",
    "0 2 * * 5#2",
    "0 2 15W * *",
    "0 2 ? * *",
    "0 2 31 2 *",
    "*/0 * * * *",
    "5-1 * * * *",
    "a b c d e",
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseCron(text), /allowed is five fields .*; write for example "0 2 \* \* \*"/);
    });
  }

  it("takes every plain time of day", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 23 }), (minute, hour) => {
        assert.equal(parseCron(`${minute} ${hour} * * *`), `${minute} ${hour} * * *`);
      }),
      { numRuns: 30 },
    );
  });
});
