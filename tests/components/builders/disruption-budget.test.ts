import assert from "node:assert/strict";
import fc from "fast-check";
import { allowedEvictions, disruptionBudget, oneOrHalf } from "../../../components/builders/disruption-budget";
import { identity } from "../fixtures";

describe("components/builders/disruption-budget", () => {
  it("selects the workload's pods", () => {
    const { metadata, spec } = disruptionBudget(identity, "shop", { minAvailable: 1 }, "AlwaysAllow");
    assert.equal(metadata.name, "shop");
    assert.deepEqual(spec, {
      minAvailable: 1,
      selector: { matchLabels: { app: "shop" } },
      unhealthyPodEvictionPolicy: "AlwaysAllow",
    });
  });

  it("rounds percentages up (R-40)", () => {
    assert.equal(allowedEvictions({ minAvailable: "50%" }, 5), 2);
    assert.equal(allowedEvictions({ maxUnavailable: "10%" }, 5), 1);
    assert.equal(allowedEvictions({ minAvailable: "100%" }, 5), 0);
    assert.equal(allowedEvictions({ maxUnavailable: "0%" }, 5), 0);
  });

  it("keeps half of more than four pods, rounded up, and else one (C-46)", () => {
    const left = (replicas: number): number => replicas - allowedEvictions(oneOrHalf(replicas), replicas);
    assert.deepEqual([1, 2, 3, 4, 5, 6, 7].map(left), [1, 1, 1, 1, 3, 3, 4]);
    assert.deepEqual(oneOrHalf(4), { minAvailable: 1 });
    assert.deepEqual(oneOrHalf(5), { minAvailable: "50%" });
  });

  it("never allows more evictions than there are pods, and none below zero", () => {
    const amount = fc.oneof(
      fc.nat(20),
      fc.nat(100).map((percent) => `${percent}%` as const),
    );
    fc.assert(
      fc.property(amount, fc.integer({ min: 1, max: 30 }), (value, replicas) => {
        for (const budget of [{ minAvailable: value }, { maxUnavailable: value }]) {
          const allowed = allowedEvictions(budget, replicas);
          assert.ok(allowed >= 0 && allowed <= replicas && Number.isInteger(allowed));
        }
      }),
    );
  });

  it("refuses fractions, negative counts and odd percentages", () => {
    for (const value of [1.5, -1, "101%", "5.5%", "%"] as (number | `${number}%`)[]) {
      assert.throws(() => disruptionBudget(identity, "shop", { minAvailable: value }, "AlwaysAllow"), /budget\./);
    }
  });
});
