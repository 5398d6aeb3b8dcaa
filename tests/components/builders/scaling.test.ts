import assert from "node:assert/strict";
import fc from "fast-check";
import { allowedEvictions, disruptionBudget } from "../../../components/builders/disruption-budget";
import { horizontalAutoscaler, type AutoscalerFields } from "../../../components/builders/horizontal-autoscaler";
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

describe("components/builders/horizontal-autoscaler", () => {
  const base = {
    name: "shop",
    target: { kind: "Deployment", name: "shop" },
    minReplicas: 2,
    maxReplicas: 10,
    metrics: [{ resource: "cpu", utilizationPercent: 70 }],
  } as const;
  const build = (changes: Partial<Parameters<typeof horizontalAutoscaler>[1]>): AutoscalerFields =>
    horizontalAutoscaler(identity, { ...base, ...changes });

  it("is autoscaling/v2 without behaviour of its own (SPEC 1.1.9)", () => {
    assert.deepEqual(build({}).spec, {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "shop" },
      minReplicas: 2,
      maxReplicas: 10,
      metrics: [
        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
      ],
    });
  });

  it("takes custom metrics and behaviour (R-38, G-40)", () => {
    const { metrics, behavior } = build({
      metrics: [{ podsMetric: "requests_per_second", averageValue: "100" }],
      behavior: {
        scaleUp: { policies: [{ percent: 50, periodSeconds: 60 }], selectPolicy: "Max" },
        scaleDown: { stabilizationSeconds: 300, policies: [{ pods: 1, periodSeconds: 60 }] },
      },
    }).spec;
    const target = { type: "AverageValue", averageValue: "100" };
    assert.deepEqual(metrics, [{ type: "Pods", pods: { metric: { name: "requests_per_second" }, target } }]);
    assert.deepEqual(behavior, {
      scaleUp: { selectPolicy: "Max", policies: [{ type: "Percent", value: 50, periodSeconds: 60 }] },
      scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: "Pods", value: 1, periodSeconds: 60 }] },
    });
  });

  it("accepts exactly a minimum below the maximum (R-35)", () => {
    const count = fc.integer({ min: 1, max: 50 });
    fc.assert(
      fc.property(count, count, (minReplicas, maxReplicas) => {
        if (minReplicas < maxReplicas) build({ minReplicas, maxReplicas });
        else assert.throws(() => build({ minReplicas, maxReplicas }), /minReplicas: .* less than maxReplicas/);
      }),
    );
  });

  it("refuses no minimum, no metric, and values outside the API's bounds", () => {
    assert.throws(() => build({ minReplicas: 0 }), /minReplicas: 0/);
    assert.throws(() => build({ metrics: [] }), /no metric is given/);
    assert.throws(() => build({ behavior: { scaleDown: { stabilizationSeconds: 3601 } } }), /from 0 to 3600/);
  });
});
