import type * as pulumi from "@pulumi/pulumi";
import type { Plain } from "./types";

/** All fields of `T`, at every depth, optional. */
export type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Key in keyof T]?: DeepPartial<T[Key]> }
    : T;

/**
 * Changes one child just before it is registered: an object is merged into the child's arguments (objects field by
 * field, lists as a whole, `undefined` leaves a field as it is), a function edits arguments and options in place.
 * The name and the namespace stay as they are; the policies judge the result.
 */
export type Transform<Args> =
  DeepPartial<Plain<Args>> | ((args: Plain<Args>, options: pulumi.CustomResourceOptions, childName: string) => void);

/**
 * Applies a transform to a child's arguments, which stay untouched themselves, and options, which a function may edit.
 */
export function applyTransform<Args extends object>(
  transform: Transform<Args> | undefined,
  args: Args,
  options: pulumi.CustomResourceOptions,
  childName: string,
): Args {
  if (transform === undefined) return args;
  if (typeof transform !== "function") return merge(args, transform) as Args;
  const copy = merge(args, {}) as Args;
  (transform as (args: Args, options: pulumi.CustomResourceOptions, childName: string) => void)(
    copy,
    options,
    childName,
  );
  return copy;
}

/** A deep copy of `base` with the fields of `over`; outputs and promises are values here, never looked into. */
function merge(base: unknown, over: unknown): unknown {
  if (Array.isArray(base) && over === undefined) return base.map((element) => merge(element, undefined));
  if (!isPlainObject(base)) return over ?? base;
  if (over !== undefined && !isPlainObject(over)) return over;
  const keys = new Set([...Object.keys(base), ...Object.keys(over ?? {})]);
  return Object.fromEntries([...keys].map((key) => [key, merge(base[key], over?.[key])]));
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
