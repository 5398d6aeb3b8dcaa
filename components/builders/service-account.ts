import type { Labels, WorkloadIdentity } from "../types";
import { metadata, type Metadata } from "./metadata";

/** A ServiceAccount as the API takes it. */
export interface ServiceAccountFields {
  metadata: Metadata;
  automountServiceAccountToken: false;
}

/**
 * The workload's ServiceAccount. It never mounts a token by itself; a pod that needs the API says so.
 * @throws ArgumentError for a malformed name.
 */
export function serviceAccount(
  identity: Pick<WorkloadIdentity, "name" | "namespace" | "partOf">,
  labels?: Labels,
  annotations?: Readonly<Record<string, string>>,
): ServiceAccountFields {
  return {
    metadata: metadata(identity, { name: identity.name, labels, annotations }),
    automountServiceAccountToken: false,
  };
}
