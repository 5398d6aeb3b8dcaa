import { createHash, createHmac } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/** Values by key, by object name. */
export type DataByObject = Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;

/** SHA-256 in hex of plain data, the same whatever the order of the keys. */
export function contentChecksum(data: Readonly<Record<string, string>>): string {
  return createHash("sha256").update(canonical(data)).digest("hex");
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

type Data = string | { readonly [key: string]: Data };

function canonical(value: Data): string {
  if (typeof value === "string") return JSON.stringify(value);
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`).join(",")}}`;
}
