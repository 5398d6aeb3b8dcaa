import assert from "node:assert/strict";
import fc from "fast-check";
import { durationFormat, parseDuration } from "../../../config/primitives/duration";

describe("config/primitives/duration", () => {
  const lengths: readonly [string, number][] = [
    ["5s", 5_000],
    ["1m30s", 90_000],
    ["500ms", 500],
    ["1.5h", 5_400_000],
    ["2h0m0.5s", 7_200_500],
    ["0s", 0],
    ["0.1s200ms", 300],
  ];
  for (const [text, milliseconds] of lengths) {
    it(`reads ${text}`, () => {
      assert.equal(parseDuration(text).milliseconds, milliseconds);
      assert.equal(parseDuration(text).seconds, milliseconds / 1000);
    });
  }

  for (const text of ["", "5", "s", "5 s", "-5s", "1d", "5us", "30s1m", "1s1s", "1m s", ".5s", "5S", "5s\n"]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseDuration(text), /is given, allowed is .*; write for example "5s" or "1m30s"/);
    });
  }

  it("holds both bounds, inclusively", () => {
    const bounds = { min: "1s", max: "1m" } as const;
    assert.equal(parseDuration("1s", bounds).seconds, 1);
    assert.equal(parseDuration("60s", bounds).seconds, 60);
    assert.throws(() => parseDuration("999ms", bounds), /allowed is at least 1s/);
    assert.throws(() => parseDuration("61s", bounds), /allowed is at most 1m/);
  });

  it("adds the units up", () => {
    const part = fc.integer({ min: 0, max: 999 });
    fc.assert(
      fc.property(part, part, part, part, (h, m, s, ms) => {
        const text = `${h}h${m}m${s}s${ms}ms`;
        assert.equal(parseDuration(text).milliseconds, ((h * 60 + m) * 60 + s) * 1000 + ms);
        assert.match(text, new RegExp(durationFormat.pattern));
      }),
    );
  });
});
