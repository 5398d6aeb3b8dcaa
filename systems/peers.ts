import type { PostgresNeighbours } from "../components/builders/postgres-flows";
import type { Mesh, NetworkSettings, Peer } from "../components/connection";
import type { Exemption } from "../components/types";
import type { StackSettings } from "../config/stack";

/** Where istiod is, wherever the gateway's pods live (SPEC 1.8, G-27). */
const istiodNamespace = "istio-system";

/** The neighbours that every system of a stack has, as sides of a flow (SPEC 1.8). */
export interface StackPeers {
  /** What the network settings of every workload begin with: DNS (G-24) and where the kubelets probe from. */
  readonly network: Pick<NetworkSettings, "dns" | "nodeCidrs">;
  /** Pods that read metrics. */
  readonly monitoring: Peer;
  /** Pods of the mesh gateway. */
  readonly gateway: Peer;
  /** Pods of the ingress controller. */
  readonly ingress: Peer;
  /** The mesh of workloads with a sidecar; absent where the cluster has no mesh. */
  readonly sidecar?: Mesh;
  /** The mesh of workloads in ambient mode; absent where the cluster has no mesh. */
  readonly ambient?: Mesh;
  /** Whom a database that CloudNativePG runs talks to besides its clients. */
  readonly postgres: PostgresNeighbours;
  /** Everything outside of the cluster and of private networks, IPv4 (C-15); only by an entry of the register. */
  readonly internet: (by: Exemption) => Peer;
}

/** The neighbours of a stack's systems, from its settings. */
export function stackPeers(settings: StackSettings): StackPeers {
  const { capabilities, dns, monitoringNamespace, ingressNamespace, nodeCidrs, clusterCidrs } = settings;
  return {
    network: { dns: { namespace: dns.namespace, pods: dns.podLabels }, nodeCidrs },
    monitoring: { namespace: monitoringNamespace },
    gateway: { namespace: settings.gatewayNamespace, serviceAccount: settings.gatewayServiceAccount },
    ingress: { namespace: ingressNamespace },
    ...(capabilities.mesh
      ? { sidecar: { mode: "sidecar", istiodNamespace, monitoringNamespace }, ambient: { mode: "ambient" } }
      : {}),
    postgres: {
      operator: { namespace: settings.postgresOperatorNamespace },
      monitoringNamespace,
      apiServerCidrs: settings.apiServerCidrs,
    },
    internet: ({ exemption }) => ({ cidr: "0.0.0.0/0", except: clusterCidrs, exemption }),
  };
}
