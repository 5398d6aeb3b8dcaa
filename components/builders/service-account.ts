import { parseRoleArn } from "../../config/primitives/role-arn";
import { at } from "../argument-error";
import type { Labels, WorkloadIdentity } from "../types";
import { metadata, type Metadata } from "./metadata";

/** A ServiceAccount as the API takes it. */
export interface ServiceAccountFields {
  metadata: Metadata;
  automountServiceAccountToken: false;
}

/** Tells EKS which IAM role the account's pods may take (R-68; Amazon EKS, IAM roles for service accounts). */
const roleAnnotation = "eks.amazonaws.com/role-arn";

/**
 * A ServiceAccount. It never mounts a token by itself; a pod whose account has permissions does so. For an IAM
 * role EKS mounts a token of its own.
 * @throws ArgumentError for a malformed name, and for a role that is none.
 */
export function serviceAccount(
  identity: Pick<WorkloadIdentity, "name" | "namespace" | "partOf">,
  { labels, roleArn }: { readonly labels?: Labels | undefined; readonly roleArn?: string | undefined } = {},
): ServiceAccountFields {
  const annotations =
    roleArn === undefined ? undefined : { [roleAnnotation]: at("roleArn", () => parseRoleArn(roleArn)) };
  return {
    metadata: metadata(identity, { name: identity.name, labels, annotations }),
    automountServiceAccountToken: false,
  };
}
