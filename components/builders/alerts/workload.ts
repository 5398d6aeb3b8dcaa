import type { WorkloadIdentity } from "../../types";
import type { RuleGroup } from "../prometheus-rule";
import { matchers } from "./matchers";

/** Which parts of a workload are watched through kube-state-metrics. */
export interface WorkloadAlertSettings {
  /** Name of the main container. */
  readonly container: string;
  /**
   * Name of the HorizontalPodAutoscaler; that of an EventAutoscaler is its `generatedAutoscalerName`. Default: none, and no
   * alert about it.
   */
  readonly autoscaler?: string | undefined;
  /** Start of the runbook's address; the alert's name is appended. */
  readonly runbooks: string;
}

/**
 * Alerts on a workload that restarts again and again, and on an autoscaler that has nothing left to add (G-48). Both read
 * kube-state-metrics only, so that they serve workloads without metrics of their own.
 */
export function workloadAlerts(
  { name, namespace }: Pick<WorkloadIdentity, "name" | "namespace">,
  { container, autoscaler, runbooks }: WorkloadAlertSettings,
): RuleGroup {
  const restarts = `kube_pod_container_status_restarts_total${matchers({ namespace, container })}`;
  return {
    name: `${name}-workload`,
    rules: [
      {
        alert: "WorkloadRestarts",
        // A single restart is what a liveness probe is for.
        expression: `max by (namespace, pod, container) (increase(${restarts}[15m])) > 2`,
        for: "5m",
        severity: "warning",
        labels: { workload: name },
        summary:
          "{{ $labels.pod }} in {{ $labels.namespace }} restarted {{ $value | humanize }} times within 15 minutes.",
        runbook: `${runbooks}WorkloadRestarts`,
      },
      ...(autoscaler === undefined ? [] : [atMaximum(name, namespace, autoscaler, runbooks)]),
    ],
  };
}

function atMaximum(name: string, namespace: string, autoscaler: string, runbooks: string): RuleGroup["rules"][number] {
  const selector = matchers({ namespace, horizontalpodautoscaler: autoscaler });
  const most = (metric: string): string =>
    `max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_${metric}${selector})`;
  return {
    alert: "AutoscalerAtMaximum",
    expression: `${most("status_current_replicas")} >= ${most("spec_max_replicas")}`,
    for: "15m",
    severity: "warning",
    labels: { workload: name },
    summary: `${name} in ${namespace} has run at its autoscaler's maximum for 15 minutes.`,
    runbook: `${runbooks}AutoscalerAtMaximum`,
  };
}
