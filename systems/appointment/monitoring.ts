import { availabilityObjective, meshRequests } from "../../components/builders/alerts/availability";
import { workloadAlerts } from "../../components/builders/alerts/workload";
import type { PodMonitorSettings } from "../../components/builders/pod-monitor";
import type { RuleGroup } from "../../components/builders/prometheus-rule";
import type { ServiceMonitorSettings } from "../../components/builders/service-monitor";
import type { MonitoringArgs } from "../../components/monitoring";
import type { WorkloadIdentity } from "../../components/types";
import { httpPort } from "./pod";
import type { AppointmentValues, ServiceSettings } from "./resolve";
import { metricsPath, monitoring } from "./values";

/**
 * What Prometheus is told about a service (G-48, R-70): its own metrics of both releases, those of the sidecars, and alerts
 * on restarts and on an autoscaler at its maximum; in prod also on the objective, by requests where the mesh counts them.
 */
export function monitoringArgs(
  values: AppointmentValues,
  service: ServiceSettings,
  workload: WorkloadIdentity,
  { labels, runbooks }: NonNullable<AppointmentValues["monitoring"]>,
): MonitoringArgs {
  const inMesh = values.trafficSplit === "mesh";
  return {
    workload,
    instanceLabels: labels,
    serviceMonitors: [serviceMonitor(values, service, workload)],
    ...(inMesh ? { podMonitors: [sidecarMonitor(workload)] } : {}),
    rules: {
      name: workload.name,
      groups: [
        workloadAlerts(workload, { container: workload.name, autoscaler: workload.name, runbooks }),
        ...(values.environment === "prod" ? objectives(workload, inMesh, runbooks) : []),
      ],
    },
  };
}

function serviceMonitor(
  { trafficSplit, scrape }: AppointmentValues,
  service: ServiceSettings,
  { name }: WorkloadIdentity,
): ServiceMonitorSettings {
  const byIdentity = trafficSplit === "mesh" && scrape === "meshIdentity";
  return {
    name,
    endpoints: [
      {
        port: httpPort(service),
        path: metricsPath,
        ...(byIdentity ? { meshCertificates: monitoring.meshCertificates } : {}),
      },
    ],
  };
}

function sidecarMonitor({ name }: WorkloadIdentity): PodMonitorSettings {
  return { name: `${name}-sidecar`, endpoints: [monitoring.sidecar] };
}

function objectives(workload: WorkloadIdentity, inMesh: boolean, runbooks: string): readonly RuleGroup[] {
  const { objectivePercent } = monitoring;
  const replicas = { replicas: { kind: "Deployment", name: workload.name } } as const;
  return [replicas, ...(inMesh ? [meshRequests(workload)] : [])].map((indicator) =>
    availabilityObjective(workload, { objectivePercent, indicator, runbooks }),
  );
}
