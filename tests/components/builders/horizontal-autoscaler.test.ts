import assert from "node:assert/strict";
import fc from "fast-check";
import { horizontalAutoscaler, type AutoscalerFields } from "../../../components/builders/horizontal-autoscaler";
import { identity } from "../fixtures";

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

  it("expresses the behaviour of every system (R-38; SPEC 1.2.8, 1.3.10, 1.4.6)", () => {
    const pods = (value: number): object => ({ type: "Pods", value, periodSeconds: 60 });
    const percent = (value: number): object => ({ type: "Percent", value, periodSeconds: 60 });
    const perMinute = { periodSeconds: 60 };
    const healthcare = build({
      behavior: {
        scaleUp: { stabilizationSeconds: 60, policies: [{ percent: 50, ...perMinute }] },
        scaleDown: { stabilizationSeconds: 300, policies: [{ pods: 1, ...perMinute }] },
      },
    });
    assert.deepEqual(healthcare.spec.behavior, {
      scaleUp: { stabilizationWindowSeconds: 60, policies: [percent(50)] },
      scaleDown: { stabilizationWindowSeconds: 300, policies: [pods(1)] },
    });
    const smedrec = build({
      behavior: {
        scaleUp: {
          stabilizationSeconds: 60,
          selectPolicy: "Max",
          policies: [
            { pods: 2, ...perMinute },
            { percent: 50, ...perMinute },
          ],
        },
        scaleDown: {
          stabilizationSeconds: 300,
          selectPolicy: "Min",
          policies: [
            { pods: 1, ...perMinute },
            { percent: 10, ...perMinute },
          ],
        },
      },
    });
    assert.deepEqual(smedrec.spec.behavior, {
      scaleUp: { stabilizationWindowSeconds: 60, selectPolicy: "Max", policies: [pods(2), percent(50)] },
      scaleDown: { stabilizationWindowSeconds: 300, selectPolicy: "Min", policies: [pods(1), percent(10)] },
    });
    const appointment = build({
      behavior: {
        scaleUp: { stabilizationSeconds: 0, policies: [{ pods: 2, ...perMinute }] },
        scaleDown: { stabilizationSeconds: 600, policies: [{ pods: 1, ...perMinute }] },
      },
    });
    assert.deepEqual(appointment.spec.behavior, {
      scaleUp: { stabilizationWindowSeconds: 0, policies: [pods(2)] },
      scaleDown: { stabilizationWindowSeconds: 600, policies: [pods(1)] },
    });
  });

  it("measures CPU, memory and a metric of the pods side by side (SPEC 1.5.6, R-37)", () => {
    const { metrics } = build({
      metrics: [
        { resource: "cpu", utilizationPercent: 70 },
        { resource: "memory", utilizationPercent: 80 },
        { podsMetric: "requests_per_second", averageValue: "100" },
      ],
    }).spec;
    assert.deepEqual(
      metrics.map(({ type }) => type),
      ["Resource", "Resource", "Pods"],
    );
  });

  it("refuses a metric twice, a metric without a name, and one without a load", () => {
    const cpu = { resource: "cpu", utilizationPercent: 70 } as const;
    assert.throws(() => build({ metrics: [cpu, { ...cpu, utilizationPercent: 80 }] }), /metrics: "cpu" twice/);
    for (const podsMetric of ["", "a/b", "..", "100%"]) {
      assert.throws(() => build({ metrics: [cpu, { podsMetric, averageValue: "1" }] }), /metrics\[1\]\.podsMetric/);
    }
    assert.throws(() => build({ metrics: [{ podsMetric: "r", averageValue: "0" }] }), /allowed is more than 0/);
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
    const slow = [{ pods: 1, periodSeconds: 1801 }];
    assert.throws(() => build({ behavior: { scaleUp: { policies: slow } } }), /from 1 to 1800/);
    const none = [{ percent: 0, periodSeconds: 60 }];
    assert.throws(() => build({ behavior: { scaleUp: { policies: none } } }), /scaleUp\.policies\[0\]: 0 is given/);
  });
});
