/** Turns what the policy SDK hands to a policy into plain values in which `UNKNOWN` stands for the unknown ones. */
import { Secret } from "@pulumi/policy";

import { UNKNOWN, type Value } from "./field";

/**
 * The inputs behind the SDK's proxy, with every unknown value replaced by `UNKNOWN`, and secrets as plain as the rest.
 *
 * The proxy throws on each read of an unknown value, which would end the judgement at the first one. Property
 * descriptors do not pass through it, so one unknown field never hides the others.
 */
export function plainInputs(props: object): Value {
  const plain: Record<string, Value> = {};
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(props))) {
    plain[key] = replaceUnknowns(descriptor.value as Value, () => Reflect.get(props, key));
  }
  return plain;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Copies only what holds an unknown value; everything else is shared with the original.
 *
 * @param read Reads the same value through the SDK's proxy. The SDK keeps its markers for unknown values to itself, so
 *   a text that could be one is one if reading it throws.
 */
function replaceUnknowns(value: Value, read: () => unknown): Value {
  if (typeof value === "string") {
    return value.length === 36 && UUID.test(value) && throws(read) ? UNKNOWN : value;
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  // Only values for remediation still say which of them are secrets.
  if (value instanceof Secret) {
    return replaceUnknowns(value.value as Value, read);
  }
  const readMember = (key: string) => () => Reflect.get(read() as object, key) as unknown;
  if (Array.isArray(value)) {
    const items: readonly Value[] = value;
    const replaced = items.map((item, index) => replaceUnknowns(item, readMember(String(index))));
    return replaced.some((item, index) => item !== items[index]) ? replaced : items;
  }
  const original = value as { readonly [key: string]: Value };
  let copy: Record<string, Value> | undefined;
  for (const key of Object.keys(original)) {
    const replaced = replaceUnknowns(original[key], readMember(key));
    if (replaced !== original[key]) {
      copy ??= { ...original };
      copy[key] = replaced;
    }
  }
  return copy ?? original;
}

function throws(read: () => unknown): boolean {
  try {
    read();
    return false;
  } catch {
    return true;
  }
}

/** The name by which the SDK's proxy gives out what is behind it. */
const PROXY_TARGET = "__getSpecialProxyTarget";

/** What is behind the SDK's proxy: the same for all policies that are shown the same resource (start/once.cjs). */
export function target(props: object): object {
  const behind: unknown = Reflect.get(props, PROXY_TARGET);
  return typeof behind === "object" && behind !== null ? behind : props;
}
