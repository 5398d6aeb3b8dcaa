/** Typed reading of API objects that are plain JSON: a wrong or missing type reads as absent. */
import type { KubeObject } from "../client/types";

/** A JSON object. */
export type Fields = Record<string, unknown>;

/** True for a JSON object, false for arrays and null. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path of field names, undefined where the path ends early. */
export function field(from: unknown, ...path: string[]): unknown {
  let value = from;
  for (const name of path) {
    if (!isFields(value)) return undefined;
    value = value[name];
  }
  return value;
}

export function text(from: unknown, ...path: string[]): string | undefined {
  const value = field(from, ...path);
  return typeof value === "string" ? value : undefined;
}

export function number(from: unknown, ...path: string[]): number | undefined {
  const value = field(from, ...path);
  return typeof value === "number" ? value : undefined;
}

/** The JSON objects of the list at a path. */
export function list(from: unknown, ...path: string[]): Fields[] {
  const value = field(from, ...path);
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** An entry of `status.conditions`. */
export interface Condition {
  type: string;
  status: string;
  reason: string;
  message: string;
}

/** The condition of a type, as in the API conventions "typical status properties". */
export function condition(object: KubeObject, type: string): Condition | undefined {
  const found = list(object, "status", "conditions").find((candidate) => candidate["type"] === type);
  if (found === undefined) return undefined;
  return {
    type,
    status: text(found, "status") ?? "",
    reason: text(found, "reason") ?? "",
    message: text(found, "message") ?? "",
  };
}

/** `[Reason] message`, with only one of them when the other is empty. */
export function reasonAndMessage(reason: string, message: string): string {
  return [reason === "" ? "" : `[${reason}]`, message].filter((part) => part !== "").join(" ");
}

/** True if `owner` is in the object's `ownerReferences`, by UID and without following owners of owners. */
export function ownedBy(object: KubeObject, owner: KubeObject): boolean {
  const uid = owner.metadata.uid;
  return uid !== undefined && list(object.metadata, "ownerReferences").some((reference) => reference["uid"] === uid);
}

/** `namespace/name`, or the name alone outside namespaces. */
export function nameOf(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return namespace === undefined || namespace === "" ? (name ?? "") : `${namespace}/${name ?? ""}`;
}

/** `Kind namespace/name`, for messages. */
export function describe(object: KubeObject): string {
  return `${object.kind} ${nameOf(object)}`;
}

/** True if the controller has seen the current spec; kinds that report no observed generation count as seen by nobody. */
export function isObserved(object: KubeObject): boolean {
  const observed = number(object, "status", "observedGeneration");
  return observed !== undefined && observed >= (object.metadata.generation ?? 0);
}

/** The entries in order, each once. */
export function unique(entries: readonly string[]): string[] {
  return [...new Set(entries)];
}
