import type * as pulumi from "@pulumi/pulumi";
import { merge, type DeepPartial } from "./merge";
import type { Plain } from "./types";

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
