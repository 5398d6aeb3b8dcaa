import { parseDataKey } from "../../config/primitives/names";
import { ArgumentError, at } from "../argument-error";
import type { Labels, WorkloadIdentity } from "../types";
import { metadata, type Metadata } from "./metadata";

/** A ConfigMap as the API takes it. */
export interface ConfigMapFields {
  metadata: Metadata;
  data: Record<string, string>;
}

/**
 * A ConfigMap. Its name is fixed; a checksum in the pod template rolls the pods when the content changes.
 * @throws ArgumentError for malformed keys, and for values that look like a key, a certificate or a connection string
 * with a password, which belong in a Secret. The message never repeats the value.
 */
export function configMap(
  identity: WorkloadIdentity,
  { name, data, labels }: { name: string; data: Readonly<Record<string, string>>; labels?: Labels },
): ConfigMapFields {
  for (const [key, value] of Object.entries(data)) {
    at(`config.data.${key}`, () => parseDataKey(key));
    if (/-----BEGIN |:\/\/[^/\s:@]+:[^/\s@]+@/.test(value)) {
      const given = "a certificate, a key or a connection string with a password";
      throw new ArgumentError(
        `config.data.${key}`,
        given,
        "a value that anybody may read",
        "move it to a Secret (R-58)",
      );
    }
  }
  return { metadata: metadata(identity, { name, labels }), data: { ...data } };
}
