import type { DnsPeer, Flow, Peer, WorkloadPeer } from "../components/builders/flow";
import type { Exemption, Port } from "../components/types";
import type { StackSettings } from "../config/stack";

/** Where istiod listens; the gateway's pods may live elsewhere (SPEC 1.8, G-27). */
const meshNamespace = "istio-system";

/** The neighbours that every system of a stack has, as sides of a flow (SPEC 1.8). */
export interface StackPeers {
  /** Pods that answer DNS queries (G-24). */
  readonly dns: DnsPeer;
  /** Pods that read metrics. */
  readonly monitoring: Peer;
  /** Pods of the mesh gateway. */
  readonly gateway: Peer;
  /** Pods of the ingress controller. */
  readonly ingress: Peer;
  /** The mesh's control plane, which every sidecar calls (G-27). */
  readonly mesh: Peer;
  /** The kubelets, where the network plugin does not let their probes through by itself. */
  readonly nodes: readonly Peer[];
  /** Everything outside of the cluster and of private networks, IPv4 (C-15); only by an entry of the register. */
  readonly internet: (by: Exemption) => Peer;
}

/** The neighbours of a stack's systems, from its settings. */
export function stackPeers(settings: StackSettings): StackPeers {
  const { dns, monitoringNamespace, gatewayNamespace, ingressNamespace, nodeCidrs, clusterCidrs } = settings;
  return {
    dns: { namespace: dns.namespace, pods: dns.podLabels },
    monitoring: { namespace: monitoringNamespace },
    gateway: { namespace: gatewayNamespace },
    ingress: { namespace: ingressNamespace },
    mesh: { namespace: meshNamespace },
    nodes: nodeCidrs.map((cidr) => ({ cidr })),
    internet: ({ exemption }) => ({ cidr: "0.0.0.0/0", except: clusterCidrs, exemption }),
  };
}

/** The kubelets' probes of a workload as flows: none unless the stack names its nodes' blocks (SPEC 1.8). */
export function probeFlows(
  { nodes }: Pick<StackPeers, "nodes">,
  workload: WorkloadPeer,
  ports: readonly Port[],
): Flow[] {
  return nodes.map((from) => ({ from, to: { workload }, ports }));
}
