import { createHash, createHmac } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/** Values by key, by object name. */
export type DataByObject = Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;

/** SHA-256 in hex of plain data, the same whatever the order of the keys; fields that are undefined count as absent. */
export function contentChecksum(data: object): string {
  return createHash("sha256")
    .update(canonical(JSON.parse(JSON.stringify(data)) as Data))
    .digest("hex");
}

/**
 * HMAC-SHA-256 in hex of secret data. Only this value is taken out of secrecy: without the key, which stays a secret
 * of the stack, nobody can test a guess of the data against it.
 */
export function secretChecksum(key: pulumi.Input<string>, data: DataByObject): pulumi.Output<string> {
  const checksum = pulumi
    .all([key, data] as const)
    .apply(([known, values]) => createHmac("sha256", known).update(canonical(values)).digest("hex"));
  return pulumi.unsecret(checksum);
}

type Data = string | number | boolean | null | readonly Data[] | { readonly [key: string]: Data };

function canonical(value: Data): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonical).join(",")}]`;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`).join(",")}}`;
}

function isList(value: object): value is readonly Data[] {
  return Array.isArray(value);
}
