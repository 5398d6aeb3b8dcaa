import type { Flow, Peer } from "../../components/connection";
import { migrationIdentity } from "../../components/migration-job";
import type { Port, WorkloadIdentity } from "../../components/types";
import type { StackPeers } from "../peers";
import type { SmedrecValues } from "./resolve";
import { ports } from "./values";

/** Who may talk to the audit server, and to whom it may talk (SPEC 1.8, G-04); what is not listed is closed. */
export function auditServerFlows(values: SmedrecValues, workload: WorkloadIdentity, peers: StackPeers): Flow[] {
  const { database, redis, externalCidrs, kubernetesApi, migration } = values;
  const from = (peer: Peer): Flow => ({ from: peer, to: { workload }, ports: [ports.http] });
  const to = (places: readonly Peer[], ...through: Port[]): Flow[] =>
    places.map((peer) => ({ from: { workload }, to: peer, ports: through }));
  return [
    from(peers.ingress),
    from(peers.monitoring),
    ...to(database.peers, database.port),
    // A migration needs nothing else (G-59).
    ...(migration === undefined
      ? []
      : database.peers.map((peer): Flow => ({
          from: { workload: migrationIdentity(workload) },
          to: peer,
          ports: [database.port],
        }))),
    ...to(redis.peers, redis.port),
    ...to(blocks(externalCidrs), ports.https),
    ...to(blocks(kubernetesApi?.cidrs ?? []), ports.https, ports.kubernetesApi),
  ];
}

function blocks(cidrs: readonly string[]): Peer[] {
  return cidrs.map((cidr) => ({ cidr }));
}
