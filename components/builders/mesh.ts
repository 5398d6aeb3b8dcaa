import type { Port, WorkloadIdentity } from "../types";
import type { Flow, Peer } from "./flow";

/** The mesh that the pods of a workload are in. */
export type Mesh = {
  /** First part of every identity. Default: cluster.local, as Istio's. */
  readonly trustDomain?: string;
} & (
  | {
      /** A proxy in each pod: it speaks to istiod and is scraped by itself (C-17, G-27). */
      readonly mode: "sidecar";
      /** Namespace of istiod. Default: istio-system. */
      readonly istiodNamespace?: string;
      /** Namespace from which the proxies are scraped. */
      readonly monitoringNamespace: string;
    }
  | {
      /** A proxy on each node, which carries every connection between pods of the mesh through one port of the pod. */
      readonly mode: "ambient";
    }
);

/** Ports of Istio (Istio, Application Requirements: ports used by Istio); none of them is the workload's to declare. */
const istiod: Port = { name: "istiod", number: 15_012 };
const proxyMetrics: readonly Port[] = [
  { name: "proxy-merged", number: 15_020 },
  { name: "proxy-envoy", number: 15_090 },
];
/** Where a sidecar answers for the kubelet: the application's probes, which it takes over, and its own. */
const proxyProbes: readonly Port[] = [
  { name: "proxy-merged", number: 15_020 },
  { name: "proxy-health", number: 15_021 },
];
const tunnel: Port = { name: "hbone", number: 15_008 };
/** The address from which ambient mode lets the kubelet's probes through (Istio, Ambient and Kubernetes NetworkPolicy). */
const ambientProbes = "169.254.7.127/32";

/** How a workload's pods are reached besides their flows. */
export interface Surroundings {
  /** Default: none. */
  readonly mesh?: Mesh | undefined;
  /** Ports that the kubelet's probes ask. Default: none. */
  readonly probes?: readonly Port[] | undefined;
  /**
   * Address blocks of the nodes. Default: none, because the usual network plug-ins let the kubelet's probes through
   * (SPEC 1.8).
   */
  readonly nodeCidrs?: readonly string[] | undefined;
}

/**
 * The flows that the NetworkPolicies of a workload must admit: the declared ones as the mesh carries them, the mesh's
 * own, and the probes.
 */
export function carriedFlows(
  workload: WorkloadIdentity,
  flows: readonly Flow[],
  { mesh, probes = [], nodeCidrs = [] }: Surroundings,
): Flow[] {
  const probesFrom = (cidrs: readonly string[], ports: readonly Port[]): Flow[] =>
    ports.length === 0 ? [] : cidrs.map((cidr) => ({ from: { cidr }, to: { workload }, ports }));
  switch (mesh?.mode) {
    case undefined:
      return [...flows, ...probesFrom(nodeCidrs, probes)];
    case "sidecar":
      return [
        ...flows,
        { from: { namespace: mesh.monitoringNamespace }, to: { workload }, ports: proxyMetrics },
        { from: { workload }, to: { namespace: mesh.istiodNamespace ?? "istio-system" }, ports: [istiod] },
        ...probesFrom(nodeCidrs, proxyProbes),
      ];
    case "ambient":
      return [...flows.map(tunnelled), ...probesFrom([ambientProbes, ...nodeCidrs], probes)];
  }
}

/**
 * A flow with the port of the tunnel, through which ambient mode carries TCP between pods. Address blocks lie outside
 * the mesh: nothing is tunnelled to or from them. Which ports the tunnel then reaches, the AuthorizationPolicy says.
 */
function tunnelled(flow: Flow): Flow {
  const isTcp = flow.ports !== "all" && flow.ports.some(({ protocol = "TCP" }) => protocol === "TCP");
  if (!isTcp || !isPods(flow.from) || !isPods(flow.to)) return flow;
  return { ...flow, ports: [...flow.ports, tunnel] };
}

function isPods(peer: Peer): boolean {
  return !("cidr" in peer) && !("everything" in peer);
}
