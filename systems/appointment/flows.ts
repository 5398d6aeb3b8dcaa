import type { Flow, Peer } from "../../components/builders/flow";
import { migrationIdentity } from "../../components/migration-job";
import type { Port, WorkloadIdentity } from "../../components/types";
import type { StackPeers } from "../peers";
import { httpPort } from "./pod";
import type { AppointmentValues, ServiceSettings } from "./resolve";
import { destinations, metricsPath, SERVICES, stsPort } from "./values";
import type { Workloads } from "./workloads";

/**
 * Every connection of the platform, each once (SPEC 1.8, G-11): from the edge, from Prometheus, among the services, and
 * to the blocks outside of the cluster. The edge is the mesh's gateway, and the ingress controller for a service whose
 * Ingress is on. What is in no list is closed.
 */
export function platformFlows(values: AppointmentValues, workloads: Workloads, peers: StackPeers): readonly Flow[] {
  return SERVICES.flatMap((name) => {
    const service = values.services[name];
    const workload = workloads[name];
    return [...inward(values, service, workload, workloads, peers), ...outward(values, service, workload)];
  });
}

function inward(
  { trafficSplit, scrape }: AppointmentValues,
  service: ServiceSettings,
  workload: WorkloadIdentity,
  workloads: Workloads,
  peers: StackPeers,
): Flow[] {
  const ports = [httpPort(service)];
  const inMesh = trafficSplit === "mesh";
  const from = (peer: Peer): Flow => ({ from: peer, to: { workload }, ports });
  return [
    ...(inMesh ? [from(peers.gateway)] : []),
    ...(service.ingress.enabled ? [from(peers.ingress)] : []),
    // G-28: by identity, or in plain text as an exception of strict mTLS; the metrics alone either way.
    { ...from(peers.monitoring), paths: [metricsPath], plaintext: scrape === "plaintext" },
    ...unique(service.callers).map((caller) => from({ workload: workloads[caller] })),
  ];
}

/** A migration reaches what its service reaches, and no other service (G-59). */
function outward(values: AppointmentValues, service: ServiceSettings, workload: WorkloadIdentity): Flow[] {
  const sources = [workload, ...(service.migration === undefined ? [] : [migrationIdentity(workload)])];
  const to = (cidrs: readonly string[], ports: readonly Port[]): Flow[] =>
    unique(cidrs).flatMap((cidr) => sources.map((source) => ({ from: { workload: source }, to: { cidr }, ports })));
  return [
    ...unique(service.destinations).flatMap((name) => to(values.cidrs[name], destinations[name].ports)),
    ...(service.roleArn === undefined ? [] : to(values.stsCidrs, [stsPort])),
  ];
}

function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}
