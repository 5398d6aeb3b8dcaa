import * as pulumi from "@pulumi/pulumi";

/** Names the stack that manages an object. */
const STACK_ANNOTATION = "bulwark.io/stack";

/**
 * Annotates every object of a stack.
 *
 * - `bulwark.io/stack: PROJECT/STACK`. Under server-side apply the manager of another stack owns this field with
 *   another value, so an attempt to create an object that exists there ends in a conflict instead of a quiet take-over.
 *   Patches are left out: two stacks may label one foreign namespace.
 * - `pulumi.com/skipAwait` on the objects that `skipAwait` names as `Kind/name` (G-65).
 */
export function stackAnnotations(skipAwait: readonly string[]): pulumi.ResourceTransformation {
  const stack = `${pulumi.getProject()}/${pulumi.getStack()}`;
  return ({ type, props, opts }) => {
    const object = props as { metadata?: unknown };
    const [pkg, , kind = ""] = type.split(":");
    if (pkg !== "kubernetes" || kind.endsWith("Patch") || !isMetadata(object.metadata)) {
      return undefined;
    }
    const { name, annotations } = object.metadata;
    const added = {
      [STACK_ANNOTATION]: stack,
      ...(skipAwait.includes(`${kind}/${name}`) ? { "pulumi.com/skipAwait": "true" } : {}),
    };
    return {
      props: { ...object, metadata: { ...object.metadata, annotations: { ...annotations, ...added } } },
      opts,
    };
  };
}

/** Metadata as the builders make it: a plain object with a fixed name. */
function isMetadata(value: unknown): value is { name: string; annotations?: Readonly<Record<string, unknown>> } {
  return typeof value === "object" && value !== null && "name" in value && typeof value.name === "string";
}
