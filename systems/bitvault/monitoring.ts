import { availabilityObjective } from "../../components/builders/alerts/availability";
import { workloadAlerts } from "../../components/builders/alerts/workload";
import type { RuleGroup } from "../../components/builders/prometheus-rule";
import type { MonitoringArgs } from "../../components/monitoring";
import type { WorkloadIdentity } from "../../components/types";
import type { BitvaultValues } from "./resolve";
import { objectivePercent, type WorkloadKey } from "./values";

/** What Prometheus is told about a workload: its metrics on the port of the probes, and when to raise an alert (G-48). */
export function monitoringArgs(
  workload: WorkloadKey,
  values: BitvaultValues,
  identity: WorkloadIdentity,
  { labels, runbooks }: NonNullable<BitvaultValues["monitoring"]>,
  autoscaler: string | undefined,
): MonitoringArgs {
  const { name } = identity;
  const isPromised = values.environment === "prod" && workload !== "worker";
  const groups: readonly RuleGroup[] = [
    workloadAlerts(identity, { container: name, autoscaler, runbooks }),
    ...(isPromised
      ? [
          availabilityObjective(identity, {
            objectivePercent,
            indicator: { replicas: { kind: "Deployment", name } },
            runbooks,
          }),
        ]
      : []),
  ];
  return {
    workload: identity,
    instanceLabels: labels,
    // The Service has no port for it, and the worker no Service.
    podMonitors: [{ name, endpoints: [{ port: values.health }] }],
    rules: { name, groups },
  };
}
