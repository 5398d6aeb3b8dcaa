import type * as pulumi from "@pulumi/pulumi";

/** All fields of `T`, at every depth, optional. */
export type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Key in keyof T]?: DeepPartial<T[Key]> }
    : T;

/**
 * Changes one child just before it is registered: an object is merged into the child's arguments (objects field by
 * field, lists as a whole), a function edits arguments and options in place. The policies judge the result.
 */
export type Transform<Args> =
  DeepPartial<Args> | ((args: Args, options: pulumi.CustomResourceOptions, childName: string) => void);
