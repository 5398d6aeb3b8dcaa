import type { CustomFields } from "../custom-resources";
import type { WorkloadIdentity } from "../types";
import { metadata } from "./metadata";

/**
 * The Istio PeerAuthentication `default` of a namespace: its pods in the mesh take connections of mesh identities only (R-29,
 * G-28). Pods without a sidecar are not concerned.
 */
export function strictPeerAuthentication(
  identity: Pick<WorkloadIdentity, "name" | "namespace" | "partOf">,
): CustomFields<"PeerAuthentication"> {
  // Without a selector and under this name it is the namespace's own (Istio, PeerAuthentication: policy scope).
  return { metadata: metadata(identity, { name: "default" }), spec: { mtls: { mode: "STRICT" } } };
}
