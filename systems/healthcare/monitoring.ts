import {
  availabilityObjective,
  meshRequests,
  type AvailabilityIndicator,
} from "../../components/builders/alerts/availability";
import { backupAlerts } from "../../components/builders/alerts/backups";
import { workloadAlerts } from "../../components/builders/alerts/workload";
import type { RuleGroup } from "../../components/builders/prometheus-rule";
import type { MonitoringArgs } from "../../components/monitoring";
import type { WorkloadIdentity } from "../../components/types";
import type { HealthcareValues } from "./resolve";
import { monitoring, names, port } from "./values";

type Settings = NonNullable<HealthcareValues["monitoring"]>;

/** What Prometheus is told about the app (SPEC 1.2.12, G-48). */
export function monitoringArgs(
  values: HealthcareValues,
  { labels, runbooks }: Settings,
  workload: WorkloadIdentity,
): MonitoringArgs {
  const inMesh = values.entrance !== undefined;
  const byIdentity = inMesh && values.metrics.scrape === "meshIdentity";
  const { interval, scrapeTimeout: timeout, path, sidecar } = monitoring;
  return {
    workload,
    instanceLabels: labels,
    serviceMonitors: [
      {
        name: names.serviceMonitor,
        endpoints: [
          {
            port,
            path,
            interval,
            timeout,
            ...(byIdentity ? { meshCertificates: values.metrics.certificates } : {}),
          },
        ],
      },
    ],
    ...(inMesh ? { podMonitors: [{ name: names.podMonitor, endpoints: [{ ...sidecar, interval }] }] } : {}),
    rules: { name: names.app, groups: ruleGroups(values, workload, runbooks) },
  };
}

/** Restarts and an autoscaler at its maximum everywhere; objective and backups where they are promised, in prod. */
function ruleGroups(
  { environment, replicas, backup, entrance }: HealthcareValues,
  workload: WorkloadIdentity,
  runbooks: string,
): readonly RuleGroup[] {
  const autoscaler = replicas.autoscaler === undefined ? undefined : names.autoscaler;
  const { objectivePercent } = monitoring;
  const objective = (indicator: AvailabilityIndicator): RuleGroup =>
    availabilityObjective(workload, { objectivePercent, indicator, runbooks });
  const isPromised = environment === "prod";
  return [
    workloadAlerts(workload, { container: names.app, autoscaler, runbooks }),
    // Of a CloudNativePG cluster too: its pods and their container have these names.
    workloadAlerts({ ...workload, name: names.database }, { container: names.database, runbooks }),
    ...(isPromised && entrance !== undefined ? [objective(meshRequests(workload))] : []),
    ...(isPromised ? [objective({ replicas: { kind: "Deployment", name: names.app } })] : []),
    ...(backup === undefined ? [] : [backupAlerts({ schedule: names.schedule, runbooks })]),
  ];
}
