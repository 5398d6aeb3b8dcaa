import type * as pulumi from "@pulumi/pulumi";
import type { WorkloadIdentity } from "../types";
import { metadata, type Metadata, type ObjectSettings } from "./metadata";

/** A Secret of type kubernetes.io/basic-auth as the API takes it. */
export interface BasicAuthSecretFields {
  metadata: Metadata;
  type: "kubernetes.io/basic-auth";
  data: { username: pulumi.Input<string>; password: pulumi.Input<string> };
}

/**
 * A Secret with a name and a password. The values are never looked at.
 * @param pair in base64.
 * @throws ArgumentError for a malformed name of the object.
 */
export function basicAuthSecret(
  identity: WorkloadIdentity,
  settings: ObjectSettings,
  pair: BasicAuthSecretFields["data"],
): BasicAuthSecretFields {
  return { metadata: metadata(identity, settings), type: "kubernetes.io/basic-auth", data: { ...pair } };
}
