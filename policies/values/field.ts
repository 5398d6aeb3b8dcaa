/**
 * A place inside an object that is being judged: where it is, and what is there.
 *
 * Everything a policy reads goes through this type, because nothing about a judged object is certain: fields are
 * missing, have the wrong type, or are not known before an update has run.
 */

/** Stands for a value that a preview cannot know yet. */
export const UNKNOWN: unique symbol = Symbol("unknown until the update runs");

/** What can stand at a place: any JSON value, nothing (`undefined`), or `UNKNOWN`. */
export type Value =
  undefined | null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value } | typeof UNKNOWN;

export interface Field {
  /** The path as Kubernetes prints it, such as `spec.containers[0].image`; empty for the object itself. */
  readonly path: string;
  readonly value: Value;
}

/** The object itself, with `path` as the prefix of every path below it. */
export function root(value: Value, path = ""): Field {
  return { path, value };
}

const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The member `key`. A missing or `null` member has the value `undefined`; below an unknown value all is unknown. */
export function member(parent: Field, key: string): Field {
  const path = PLAIN_KEY.test(key) ? (parent.path === "" ? key : `${parent.path}.${key}`) : `${parent.path}['${key}']`;
  if (parent.value === UNKNOWN) {
    return { path, value: UNKNOWN };
  }
  if (!isMap(parent.value) || !Object.hasOwn(parent.value, key)) {
    return { path, value: undefined };
  }
  return { path, value: parent.value[key] ?? undefined };
}

/** The place reached by following `keys` one after the other. */
export function at(start: Field, ...keys: readonly string[]): Field {
  return keys.reduce(member, start);
}

/** The elements of a list; none if there is no list. The caller asks `isUnknown` first where that matters. */
export function elements(list: Field): Field[] {
  return Array.isArray(list.value)
    ? list.value.map((value: Value, index) => ({ path: `${list.path}[${index}]`, value: value ?? undefined }))
    : [];
}

/** The members of a map, in its own order. */
export function members(map: Field): { readonly key: string; readonly field: Field }[] {
  return isMap(map.value) ? Object.keys(map.value).map((key) => ({ key, field: member(map, key) })) : [];
}

export function isUnknown(field: Field): boolean {
  return field.value === UNKNOWN;
}

export function isSet(field: Field): boolean {
  return field.value !== undefined && field.value !== null;
}

/** The text at this place, or `undefined` if there is none or it is not known. */
export function text(field: Field): string | undefined {
  return typeof field.value === "string" ? field.value : undefined;
}

/** The number at this place, or `undefined` if there is none or it is not known. */
export function number(field: Field): number | undefined {
  return typeof field.value === "number" ? field.value : undefined;
}

/** Whether a value is a map, rather than a list, a scalar or nothing. */
export function isMap(value: Value): value is { readonly [key: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as a message shows it: `unset` for nothing, otherwise JSON, cut at 120 characters. */
export function show(value: Value): string {
  if (value === undefined || value === null) {
    return "unset";
  }
  if (value === UNKNOWN) {
    return "unknown";
  }
  const json = JSON.stringify(value, (_, inner: Value) => (inner === UNKNOWN ? "unknown" : inner));
  return json.length > 120 ? `${json.slice(0, 119)}…` : json;
}
