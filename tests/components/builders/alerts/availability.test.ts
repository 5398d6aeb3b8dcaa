import assert from "node:assert/strict";
import fc from "fast-check";
import {
  availabilityObjective,
  ingressRequests,
  meshRequests,
  type AvailabilityIndicator,
} from "../../../../components/builders/alerts/availability";
import { prometheusRule, type AlertRule, type RuleGroup } from "../../../../components/builders/prometheus-rule";
import { identity } from "../../fixtures";

const runbooks = "https://runbooks.example.com/";
const requests: AvailabilityIndicator = { requests: { total: "requests_total", failed: 'requests_total{code="500"}' } };
const replicas: AvailabilityIndicator = { replicas: { kind: "Deployment", name: "shop" } };
const objective = (indicator: AvailabilityIndicator, objectivePercent = 99.95): RuleGroup =>
  availabilityObjective(identity, { objectivePercent, indicator, runbooks });
const alerts = ({ rules }: RuleGroup): AlertRule[] => rules.filter((rule): rule is AlertRule => "alert" in rule);
const recorded = ({ rules }: RuleGroup): Record<string, string> =>
  Object.fromEntries(rules.flatMap((rule) => ("record" in rule ? [[rule.record, rule.expression]] : [])));

describe("components/builders/alerts/availability", () => {
  it("alerts on two windows that burn the budget of 99.95 % 14.4, 6, 3 and 1 times too fast (G-48)", () => {
    const found = alerts(objective(requests)).map(({ expression, for: wait, severity }) => {
      const parts =
        /^workload:error_ratio:(\w+)\{.*\} > (\S+) \* (\S+) and workload:error_ratio:(\w+)\{.*\} > \2 \* \3$/;
      return [...(parts.exec(expression)?.slice(1) ?? []), wait, severity];
    });
    assert.deepEqual(found, [
      ["1h", "14.4", "0.0005", "5m", "2m", "critical"],
      ["6h", "6", "0.0005", "30m", "15m", "critical"],
      ["1d", "3", "0.0005", "2h", "1h", "warning"],
      ["3d", "1", "0.0005", "6h", "3h", "warning"],
    ]);
  });

  it("records each window that an alert reads, with the labels that it asks for", () => {
    for (const indicator of [requests, replicas]) {
      const group = objective(indicator);
      const series = Object.keys(recorded(group));
      for (const { expression } of alerts(group)) {
        for (const [name] of expression.matchAll(/workload:error_ratio:\w+/g)) assert.ok(series.includes(name), name);
        assert.match(expression, /\{namespace="shop-dev",workload="shop",indicator="(?:requests|replicas)"\}/);
      }
    }
  });

  it("divides failed requests by all of them", () => {
    assert.equal(
      recorded(objective(requests))["workload:error_ratio:5m"],
      'sum(rate(requests_total{code="500"}[5m])) / sum(rate(requests_total[5m]))',
    );
  });

  it("asks kube-state-metrics alone about a workload without HTTP (R-70)", () => {
    const rules = recorded(objective(replicas));
    assert.equal(
      rules["workload:available:bool"],
      'max(kube_deployment_status_replicas_available{namespace="shop-dev",deployment="shop"}) >= bool 1',
    );
    assert.equal(
      rules["workload:error_ratio:1h"],
      '1 - avg_over_time(workload:available:bool{namespace="shop-dev",workload="shop",indicator="replicas"}[1h])',
    );
    for (const expression of Object.values(rules)) assert.doesNotMatch(expression, /http|istio|nginx/);
  });

  it("knows StatefulSets", () => {
    const group = objective({ replicas: { kind: "StatefulSet", name: "queue" } });
    assert.match(recorded(group)["workload:available:bool"] ?? "", /kube_statefulset_status_.*statefulset="queue"/);
  });

  it("counts what the mesh's sidecars and ingress-nginx see", () => {
    const failed = (indicator: AvailabilityIndicator): string =>
      "requests" in indicator ? indicator.requests.failed : "";
    assert.equal(
      failed(meshRequests(identity)),
      'istio_requests_total{reporter="destination",destination_workload="shop",destination_workload_namespace="shop-dev",response_code=~"5.."}',
    );
    assert.equal(
      failed(ingressRequests("shop.example.com")),
      'nginx_ingress_controller_requests{host="shop.example.com",status=~"5.."}',
    );
  });

  it("makes rules that Prometheus can read, both kinds in one object, for every objective", () => {
    const indicators = [replicas, requests, meshRequests(identity), ingressRequests("shop.example.com")];
    fc.assert(
      fc.property(
        fc.integer({ min: 95_000, max: 99_999 }),
        fc.constantFrom(...indicators),
        (thousandths, indicator) => {
          const group = objective(indicator, thousandths / 1000);
          prometheusRule(identity, { name: "shop", groups: [group] }, {});
          // Error ratios end at 1: a threshold beyond could never be reached.
          for (const { expression } of alerts(group)) {
            const [, rate, budget] = / > (\S+) \* (\S+) and /.exec(expression) ?? [];
            const threshold = Number(rate) * Number(budget);
            assert.ok(threshold > 0 && threshold < 1, expression);
          }
        },
      ),
    );
    prometheusRule(identity, { name: "shop", groups: [objective(replicas), objective(requests)] }, {});
  });

  it("refuses objectives that leave no budget or are none", () => {
    for (const percent of [100, 99.9999, 94.9, 0, -1, Number.NaN]) {
      assert.throws(() => objective(requests, percent), /objectivePercent: .* a number from 95 to 99\.999/);
    }
  });
});
