import { groupOf, type Exemption, type Labels, type Port, type WorkloadIdentity } from "../types";

/** What a flow needs to know of a workload. */
export type WorkloadPeer = Pick<WorkloadIdentity, "name" | "namespace" | "selector" | "group" | "serviceAccount">;

/** One side of a flow. */
export type Peer =
  /** The pods of a workload that this program runs. */
  | { readonly workload: WorkloadPeer }
  /**
   * A namespace by name (label kubernetes.io/metadata.name, C-16); `pods` narrows it to some of its pods. Under a mesh
   * `serviceAccount` is their identity; without it every identity of the namespace counts.
   */
  | { readonly namespace: string; readonly pods?: Labels; readonly serviceAccount?: string }
  /** Every namespace that carries these labels; `pods` narrows it to some of their pods. */
  | { readonly namespaceLabels: Labels; readonly pods?: Labels }
  /** Addresses, without `except`; the whole address space only with an exemption. */
  | { readonly cidr: string; readonly except?: readonly string[]; readonly exemption?: string }
  /** Everything: only with an exemption. */
  | { readonly everything: Exemption };

/** A connection that is allowed, declared once: the egress of one side and the ingress of the other come from it. */
export interface Flow {
  readonly from: Peer;
  readonly to: Peer;
  /** Ports at the `to` side; "all" only together with `everything`. */
  readonly ports: readonly Port[] | "all";
  /**
   * Only these paths, each beginning with a slash; a mesh's sidecars alone can tell, so that it means nothing without one.
   * Default: all.
   */
  readonly paths?: readonly string[];
  /**
   * The `from` side has no identity in the mesh, as a Prometheus outside it: the ports take plain text as well, and are
   * open to whom the NetworkPolicy admits (G-28). Without a mesh it means nothing. Default: false, an identity is required.
   */
  readonly plaintext?: boolean;
}

/** Names of the NetworkPolicies of one workload: one for both directions, or one per governed direction (SPEC 1.8). */
export type PolicyNames = { readonly both: string } | { readonly ingress?: string; readonly egress?: string };

/** Pods of the cluster's DNS (G-24). */
export interface DnsPeer {
  /** Default: kube-system. */
  readonly namespace?: string;
  /** Default: `k8s-app: kube-dns`. */
  readonly pods?: Labels;
}

/** Whether a side of a flow is this workload; workloads of one group are one here. */
export function isWorkload(peer: Peer, identity: WorkloadIdentity): boolean {
  if (!("workload" in peer) || peer.workload.namespace !== identity.namespace) return false;
  const [mine, theirs] = [Object.entries(groupOf(identity)), groupOf(peer.workload)];
  return mine.length === Object.keys(theirs).length && mine.every(([key, value]) => theirs[key] === value);
}
