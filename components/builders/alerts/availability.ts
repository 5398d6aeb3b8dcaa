import { ArgumentError } from "../../argument-error";
import type { WorkloadIdentity } from "../../types";
import type { ScaleTarget } from "../horizontal-autoscaler";
import type { PrometheusDuration } from "../prometheus-duration";
import type { AlertRule, RuleGroup, Severity } from "../prometheus-rule";
import { matchers } from "./matchers";

/** What tells a good moment or request from a bad one. */
export type AvailabilityIndicator =
  /** Selectors of two counters: all requests, and those that failed. */
  | { readonly requests: { readonly total: string; readonly failed: string } }
  /**
   * The workload has at least one pod that takes traffic, as kube-state-metrics sees it: for servers without an HTTP layer
   * (R-70), and beside requests, since a workload that is gone counts no failures.
   */
  | { readonly replicas: ScaleTarget };

/** An objective over 30 days. */
export interface AvailabilityObjective {
  /** Share of good requests or moments in percent, such as 99.95 (SPEC 1.2.1): from 95 to 99.999. */
  readonly objectivePercent: number;
  readonly indicator: AvailabilityIndicator;
  /** Start of the runbook's address; the alert's name is appended. */
  readonly runbooks: string;
}

/** One alert: the budget burns `rate` times too fast, over a long window and still over a short one. */
interface BurnRate {
  readonly rate: number;
  readonly long: PrometheusDuration;
  readonly short: PrometheusDuration;
  readonly for: PrometheusDuration;
  readonly severity: Severity;
}

/**
 * The Site Reliability Workbook, "Alerting on SLOs", method 6 (multiwindow, multi-burn-rate): 2 % of a month's budget within
 * an hour or 5 % within six hours wake somebody, 10 % within one or three days wait for the morning.
 */
const burnRates: readonly BurnRate[] = [
  { rate: 14.4, long: "1h", short: "5m", for: "2m", severity: "critical" },
  { rate: 6, long: "6h", short: "30m", for: "15m", severity: "critical" },
  { rate: 3, long: "1d", short: "2h", for: "1h", severity: "warning" },
  { rate: 1, long: "3d", short: "6h", for: "3h", severity: "warning" },
];
const windows = [...new Set(burnRates.flatMap(({ long, short }) => [short, long]))];
const ratioOver = (window: string): string => `workload:error_ratio:${window}`;
const availableSeries = "workload:available:bool";

/**
 * Rules for an availability objective: one series of the share of failures per window, and an alert per burn rate.
 * @throws ArgumentError for an objective outside its bounds: below, the fastest burn rate could never be reached.
 */
export function availabilityObjective(
  workload: Pick<WorkloadIdentity, "name" | "namespace">,
  { objectivePercent, indicator, runbooks }: AvailabilityObjective,
): RuleGroup {
  if (!(objectivePercent >= 95 && objectivePercent <= 99.999)) {
    const remedy = "an objective of 100 leaves no budget; one below 95 is none";
    throw new ArgumentError("objectivePercent", objectivePercent, "a number from 95 to 99.999", remedy);
  }
  const kind = "requests" in indicator ? "requests" : "replicas";
  const labels = { namespace: workload.namespace, workload: workload.name, indicator: kind };
  const own = matchers(labels);
  // Binary fractions: 100 - 99.95 must be 0.05.
  const budget = Number(((100 - objectivePercent) / 100).toFixed(8));
  const alert = (burn: BurnRate): AlertRule => ({
    alert: "AvailabilityBudgetBurns",
    expression: [burn.long, burn.short]
      .map((window) => `${ratioOver(window)}${own} > ${burn.rate} * ${budget}`)
      .join(" and "),
    for: burn.for,
    severity: burn.severity,
    labels: { burn_rate: String(burn.rate), window: burn.long },
    summary: `${workload.name} in ${workload.namespace} uses up the error budget of ${objectivePercent} % (${kind}) ${burn.rate} times too fast.`,
    runbook: `${runbooks}AvailabilityBudgetBurns`,
  });
  return {
    name: `${workload.name}-availability-${kind}`,
    rules: [
      ...("replicas" in indicator
        ? [{ record: availableSeries, expression: isAvailable(workload.namespace, indicator.replicas), labels }]
        : []),
      ...windows.map((window) => ({
        record: ratioOver(window),
        expression: errorRatio(indicator, window, own),
        labels,
      })),
      ...burnRates.map(alert),
    ],
  };
}

/** Requests that the mesh's sidecars count at the side of the server; an answer of 500 or more is a failure. */
export function meshRequests({ name, namespace }: Pick<WorkloadIdentity, "name" | "namespace">): AvailabilityIndicator {
  const served = { reporter: "destination", destination_workload: name, destination_workload_namespace: namespace };
  return failedBy("istio_requests_total", served, "response_code");
}

/** Requests that ingress-nginx counts for a host; an answer of 500 or more is a failure. */
export function ingressRequests(host: string): AvailabilityIndicator {
  return failedBy("nginx_ingress_controller_requests", { host }, "status");
}

function failedBy(metric: string, labels: Record<string, string>, codeLabel: string): AvailabilityIndicator {
  return {
    requests: {
      total: `${metric}${matchers(labels)}`,
      failed: `${metric}${matchers(labels, `${codeLabel}=~"5.."`)}`,
    },
  };
}

function errorRatio(indicator: AvailabilityIndicator, window: string, own: string): string {
  if ("replicas" in indicator) return `1 - avg_over_time(${availableSeries}${own}[${window}])`;
  const { total, failed } = indicator.requests;
  return `sum(rate(${failed}[${window}])) / sum(rate(${total}[${window}]))`;
}

/** 1 while a pod is available, else 0; `max` makes one series of those of several kube-state-metrics. */
function isAvailable(namespace: string, { kind, name }: ScaleTarget): string {
  const resource = kind.toLowerCase();
  const selector = matchers({ namespace, [resource]: name });
  return `max(kube_${resource}_status_replicas_available${selector}) >= bool 1`;
}
