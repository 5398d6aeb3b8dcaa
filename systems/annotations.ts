import * as pulumi from "@pulumi/pulumi";

/** Names the stack that manages an object. */
const STACK_ANNOTATION = "bulwark.io/stack";

/**
 * Annotates every object of a stack.
 *
 * - `bulwark.io/stack: PROJECT/STACK`. The provider creates with POST, so an object that exists already is refused
 *   whoever made it. Where it was told to take over existing objects (upsertExistingObjects), it applies them, and this
 *   field, which the manager of another stack owns with another value, ends that in a conflict instead of a quiet
 *   take-over. Patches are left out: two stacks may label one foreign namespace.
 * - `pulumi.com/skipAwait` on the objects that `skipAwait` names as `Kind/name` (G-65).
 *
 * @param seen is told every object, as `Kind/name`.
 */
export function stackAnnotations(
  skipAwait: readonly string[],
  seen: (object: string) => void,
): pulumi.ResourceTransformation {
  const stack = `${pulumi.getProject()}/${pulumi.getStack()}`;
  return ({ type, props, opts }) => {
    const object = props as { metadata?: unknown };
    const [pkg, , kind = ""] = type.split(":");
    if (pkg !== "kubernetes" || kind.endsWith("Patch") || !isMetadata(object.metadata)) {
      return undefined;
    }
    const { name, annotations } = object.metadata;
    seen(`${kind}/${name}`);
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
