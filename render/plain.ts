import * as pulumi from "@pulumi/pulumi";
import { COMPUTED, SECRET } from "./registration";

/** Values as they are shown: secrets and what only a deployment computes are replaced by their marks, however deep. */
export function plain(value: unknown): unknown {
  if (pulumi.runtime.isRpcSecret(value)) return SECRET;
  if (isUnknown(value) || pulumi.Resource.isInstance(value)) return COMPUTED;
  if (Array.isArray(value)) return value.map(plain);
  if (isRecord(value)) return mapValues(value, plain);
  return value;
}

/**
 * `data` and `stringData` of a Secret with their keys: the SDK makes the whole map one secret, but which keys a Secret
 * has is no secret, and a reviewer needs them.
 */
export function plainSecretData(inputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fields = ["data", "stringData"].filter((field) => inputs[field] !== undefined);
  return Object.fromEntries(
    fields.map((field) => {
      const data: unknown = pulumi.runtime.unwrapRpcSecret(inputs[field]);
      return [field, isRecord(data) ? mapValues(data, () => SECRET) : SECRET];
    }),
  );
}

/** What two evaluations agree on; where they differ, the value is one that only a deployment computes. */
export function agreed(one: unknown, other: unknown): unknown {
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length) {
    return one.map((member, index) => agreed(member, other[index]));
  }
  if (isRecord(one) && isRecord(other)) return mapValues(one, (member, key) => agreed(member, other[key]));
  return one === other ? one : COMPUTED;
}

function isUnknown(value: unknown): boolean {
  return value === pulumi.runtime.unknownValue || pulumi.isUnknown(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapValues(
  record: Readonly<Record<string, unknown>>,
  convert: (value: unknown, key: string) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value, key)]));
}
