import type { Port, WorkloadIdentity } from "../types";
import type { Flow, Peer } from "./flow";

/** Where clients reach NATS. */
export const natsClientPort: Port = { name: "tcp-nats", number: 4222, appProtocol: "tcp" };
/** Where the servers reach each other. */
export const natsClusterPort: Port = { name: "tcp-cluster", number: 6222, appProtocol: "tcp" };
/** Where a server answers about itself, the kubelet and KEDA; it would tell anybody everything. */
export const natsMonitorPort: Port = { name: "http-monitor", number: 8222 };
/** Where the exporter shows metrics. */
export const natsMetricsPort: Port = { name: "http-metrics", number: 7777 };

/** Who besides clients reaches the servers. */
export interface NatsNeighbours {
  /** KEDA's operator pods, the only ones on the monitoring port (C-44, R-24). Default: nobody. */
  readonly keda?: Peer | undefined;
  /** Namespace of Prometheus, for the exporter's port. Default: nobody. */
  readonly monitoringNamespace?: string | undefined;
}

/** KEDA's operator pods in a namespace (SPEC 1.5.4), under the account that its chart gives them. */
export function kedaOperator(namespace: string): Peer {
  return { namespace, pods: { app: "keda-operator" }, serviceAccount: "keda-operator" };
}

/** The flow of a client to a NATS of this program; put it into the list of both sides. */
export function natsFlow(from: Peer, nats: WorkloadIdentity): Flow {
  return { from, to: { workload: nats }, ports: [natsClientPort] };
}

/** The flows of a NATS cluster besides those of its clients (SPEC 1.8, row `nats`). */
export function natsFlows(workload: WorkloadIdentity, { keda, monitoringNamespace }: NatsNeighbours): Flow[] {
  const own: Peer = { workload };
  return [
    { from: own, to: own, ports: [natsClusterPort] },
    ...(keda === undefined ? [] : [{ from: keda, to: own, ports: [natsMonitorPort] }]),
    ...(monitoringNamespace === undefined
      ? []
      : [{ from: { namespace: monitoringNamespace }, to: own, ports: [natsMetricsPort] }]),
  ];
}
