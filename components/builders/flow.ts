import type { Exemption, Labels, Port, WorkloadIdentity } from "../types";

/** One side of a flow. */
export type Peer =
  /** The pods of a workload that this program runs. */
  | { readonly workload: Pick<WorkloadIdentity, "namespace" | "selector"> }
  /** A namespace by name (label kubernetes.io/metadata.name, C-16); `pods` narrows it to some of its pods. */
  | { readonly namespace: string; readonly pods?: Labels }
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
