import { ArgumentError } from "../argument-error";
import type { Labels, Port, WorkloadIdentity } from "../types";
import type { Flow, Peer } from "./flow";

/** Where clients reach PostgreSQL; the name tells a mesh the protocol (G-26). */
export const postgresPort: Port = { name: "tcp-postgres", number: 5432, appProtocol: "tcp" };
/** Where an instance answers the operator and the kubelet, and where it shows its metrics. */
export const postgresStatusPort: Port = { name: "status", number: 8000 };
export const postgresMetricsPort: Port = { name: "metrics", number: 9187 };
/** The API server, as the Service `kubernetes` has it and as it listens itself; the object store of backups. */
const apiServerPorts: readonly Port[] = [
  { name: "https", number: 443 },
  { name: "apiserver", number: 6443 },
];
const backupStorePort: Port = { name: "https", number: 443 };

/** Whom the instances of a Cluster talk to besides their clients. */
export interface PostgresNeighbours {
  readonly operator: {
    /** Namespace of the operator. */
    readonly namespace: string;
    /** Labels of its pods. Default: every pod of the namespace, as SPEC 1.8 has it. */
    readonly pods?: Labels;
  };
  /** Namespace of Prometheus. */
  readonly monitoringNamespace: string;
  /** Blocks of the API server: each instance reads and reports its state there. */
  readonly apiServerCidrs: readonly string[];
  /** Blocks of the object store that takes backups and the write-ahead log. Default: none. */
  readonly backupStoreCidrs?: readonly string[] | undefined;
}

/** The flow of a client to a PostgreSQL of this program; put it into the list of both sides. */
export function postgresFlow(from: Peer, database: WorkloadIdentity): Flow {
  return { from, to: { workload: database }, ports: [postgresPort] };
}

/**
 * The flows of a Cluster besides those of its clients (SPEC 1.8, row `postgres`).
 * @throws ArgumentError without a block of the API server, because no instance would start.
 */
export function postgresFlows(
  workload: WorkloadIdentity,
  { operator, monitoringNamespace, apiServerCidrs, backupStoreCidrs = [] }: PostgresNeighbours,
): Flow[] {
  if (apiServerCidrs.length === 0) {
    const remedy = 'name the address of the Service "kubernetes" and those of the API servers behind it';
    throw new ArgumentError("network.apiServerCidrs", "an empty list", "at least one block", remedy);
  }
  const own: Peer = { workload };
  return [
    { from: operator, to: own, ports: [postgresPort, postgresStatusPort] },
    { from: own, to: own, ports: [postgresPort, postgresStatusPort] },
    { from: { namespace: monitoringNamespace }, to: own, ports: [postgresMetricsPort] },
    ...apiServerCidrs.map((cidr): Flow => ({ from: own, to: { cidr }, ports: apiServerPorts })),
    ...backupStoreCidrs.map((cidr): Flow => ({ from: own, to: { cidr }, ports: [backupStorePort] })),
  ];
}
