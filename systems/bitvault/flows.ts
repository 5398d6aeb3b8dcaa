import type { Flow, Peer } from "../../components/connection";
import type { Port, WorkloadIdentity } from "../../components/types";
import type { Endpoint } from "../common/endpoint";
import type { StackPeers } from "../peers";
import type { BitvaultValues } from "./resolve";
import { externalPorts, ports, type PerWorkload } from "./values";

/**
 * Every connection of the system, each once (SPEC 1.5.4, 1.8); what is not listed is closed. Only bitvaultd and the worker
 * reach data stores, and of NATS only the port of its clients.
 */
export function bitvaultFlows(
  values: BitvaultValues,
  identities: PerWorkload<WorkloadIdentity>,
  peers: StackPeers,
): readonly Flow[] {
  const { health, stores, workloads } = values;
  const bitvaultd: Peer = { workload: identities.bitvaultd };
  const worker: Peer = { workload: identities.worker };
  const web: Peer = { workload: identities.web };
  const control: readonly Port[] = [ports.http, ports.grpc];
  return [
    { from: peers.ingress, to: bitvaultd, ports: control },
    { from: peers.ingress, to: web, ports: [ports.web] },
    { from: web, to: bitvaultd, ports: control },
    ...[bitvaultd, worker, web].map((to): Flow => ({ from: peers.monitoring, to, ports: [health] })),
    ...[bitvaultd, worker].flatMap((from) => [
      ...toStore(from, stores.postgres),
      ...toStore(from, stores.redis),
      ...toStore(from, stores.nats),
      ...toStore(from, stores.objectStorage),
    ]),
    ...toBlocks(bitvaultd, workloads.bitvaultd.externalCidrs),
    ...toBlocks(worker, workloads.worker.externalCidrs),
  ];
}

function toStore(from: Peer, { port, peers }: Endpoint): Flow[] {
  return peers.map((to) => ({ from, to, ports: [port] }));
}

/** G-25: cloud APIs, an external KMS, Vault. */
function toBlocks(from: Peer, cidrs: readonly string[]): Flow[] {
  return cidrs.map((cidr) => ({ from, to: { cidr }, ports: externalPorts }));
}
