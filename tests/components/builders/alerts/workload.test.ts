import assert from "node:assert/strict";
import { workloadAlerts } from "../../../../components/builders/alerts/workload";
import { prometheusRule, type AlertRule } from "../../../../components/builders/prometheus-rule";
import { identity } from "../../fixtures";

const runbooks = "https://runbooks.example.com/";
const alerts = (autoscaler?: string): AlertRule[] =>
  workloadAlerts(identity, { container: "shop", autoscaler, runbooks }).rules.filter(
    (rule): rule is AlertRule => "alert" in rule,
  );

describe("components/builders/alerts/workload", () => {
  it("alerts on a container of the workload that restarts more than twice in 15 minutes (G-48)", () => {
    const [restarts] = alerts();
    assert.equal(restarts?.alert, "WorkloadRestarts");
    assert.equal(
      restarts.expression,
      "max by (namespace, pod, container) (increase(" +
        'kube_pod_container_status_restarts_total{namespace="shop-dev",container="shop"}[15m])) > 2',
    );
    assert.equal(restarts.runbook, "https://runbooks.example.com/WorkloadRestarts");
  });

  it("alerts on an autoscaler at its maximum, if there is one (G-48)", () => {
    assert.equal(alerts().length, 1);
    const [, maximum] = alerts("keda-hpa-shop");
    assert.equal(maximum?.alert, "AutoscalerAtMaximum");
    assert.match(maximum.expression, /status_current_replicas\{.*\}\) >= max .*spec_max_replicas\{.*\}\)$/);
    assert.match(maximum.expression, /namespace="shop-dev",horizontalpodautoscaler="keda-hpa-shop"/);
    assert.equal(maximum.for, "15m");
  });

  it("is read by Prometheus, with and without autoscaler", () => {
    for (const autoscaler of [undefined, "shop"]) {
      const groups = [workloadAlerts(identity, { container: "shop", autoscaler, runbooks })];
      prometheusRule(identity, { name: "shop", groups }, {});
    }
  });

  it("reads kube-state-metrics only (R-70)", () => {
    for (const { expression } of alerts("shop")) {
      for (const [metric] of expression.matchAll(/[a-z_]+(?=\{)/g)) assert.match(metric, /^kube_/);
    }
  });
});
