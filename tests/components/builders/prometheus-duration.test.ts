import assert from "node:assert/strict";
import fc from "fast-check";
import { ArgumentError } from "../../../components/argument-error";
import { positiveDuration, prometheusMilliseconds } from "../../../components/builders/prometheus-duration";

/** The expression with which the operator's CRDs check durations (monitoring.coreos.com, Duration), without its bare 0. */
const operators = /^((([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$/;

describe("components/builders/prometheus-duration", () => {
  it("knows the units that Prometheus knows", () => {
    const lengths = ["1ms", "1s", "1m", "1h", "1d", "1w", "1y"].map((text) => prometheusMilliseconds("for", text));
    assert.deepEqual(lengths, [1, 1e3, 60e3, 3_600e3, 86_400e3, 604_800e3, 31_536_000e3]);
  });

  it("adds up several units", () => {
    assert.equal(prometheusMilliseconds("for", "1d2h30m"), (26 * 60 + 30) * 60_000);
  });

  it("accepts exactly what the operator accepts", () => {
    const part = fc.tuple(fc.nat(99), fc.constantFrom("y", "w", "d", "h", "m", "s", "ms", "", "S", ".5s", " "));
    const text = fc.array(part, { maxLength: 4 }).map((parts) => parts.map(([n, unit]) => `${n}${unit}`).join(""));
    fc.assert(
      fc.property(fc.oneof(text, fc.string()), (candidate) => {
        if (candidate !== "" && operators.test(candidate)) prometheusMilliseconds("for", candidate);
        else assert.throws(() => prometheusMilliseconds("for", candidate), ArgumentError);
      }),
    );
  });

  it("refuses a length of zero where something must last", () => {
    assert.throws(() => positiveDuration("interval", "0s"), /interval: "0s" is given, allowed is more than 0/);
    assert.equal(positiveDuration("interval", "30s"), "30s");
  });
});
