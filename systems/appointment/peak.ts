import type { NamespacePeak, PeakPods } from "../common/quota";
import { containerResources } from "./pod";
import type { AppointmentValues, ServiceSettings } from "./resolve";
import { canaryReplicas, SERVICES } from "./values";

/** G-41: every service at its autoscaler's maximum, one pod more while an update surges, canaries and migrations. */
export function appointmentPeak({ namespace, quota, trafficSplit, services }: AppointmentValues): NamespacePeak {
  const hasSidecar = trafficSplit === "mesh";
  return { namespace, isBounded: quota, pods: SERVICES.flatMap((name) => peakOf(services[name], hasSidecar)) };
}

/** Whether a release is on trial right now does not count: it must find its place. */
function peakOf(service: ServiceSettings, hasSidecar: boolean): PeakPods[] {
  const { strategy, hpa, migration } = service;
  const releases = strategy === "canary" ? [hpa.maxReplicas, canaryReplicas] : [hpa.maxReplicas];
  return releases.flatMap((replicas) => [
    { count: replicas + 1, resources: containerResources(service), hasSidecar },
    ...(migration === undefined ? [] : [{ count: 1, resources: migration.resources }]),
  ]);
}
