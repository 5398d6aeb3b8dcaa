import type * as pulumi from "@pulumi/pulumi";
import { parseDataKey } from "../../config/primitives/names";
import { at } from "../argument-error";
import type { Labels, WorkloadIdentity } from "../types";
import { metadata, type Metadata } from "./metadata";

/** A Secret as the API takes it. */
export interface SecretFields {
  metadata: Metadata;
  type: "Opaque";
  data: Record<string, pulumi.Input<string>>;
}

/**
 * A Secret of type Opaque. The values are never looked at.
 * @param data values in base64.
 * @throws ArgumentError for malformed names and keys.
 */
export function secret(
  identity: Pick<WorkloadIdentity, "name" | "namespace" | "partOf">,
  {
    name,
    data,
    labels,
  }: { name: string; data: Readonly<Record<string, pulumi.Input<string>>>; labels?: Labels | undefined },
): SecretFields {
  for (const key of Object.keys(data)) at(`secrets.${name}.${key}`, () => parseDataKey(key));
  return { metadata: metadata(identity, { name, labels }), type: "Opaque", data: { ...data } };
}
