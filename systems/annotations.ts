import * as pulumi from "@pulumi/pulumi";

import type { StackSettings } from "../config/stack";

/** The ids of the exemptions that an object relies on, joined by commas. */
const EXEMPTIONS_ANNOTATION = "bulwark.io/exemptions";

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
 * - the id that `breakGlass` has for `Kind/name`, beside the object's other exemptions.
 *
 * @param seen is told every object, as `Kind/name`.
 */
export function stackAnnotations(
  { skipAwait, breakGlass }: Pick<StackSettings, "skipAwait" | "breakGlass">,
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
    const self = `${kind}/${name}`;
    seen(self);
    const emergency = Object.hasOwn(breakGlass, self) ? breakGlass[self] : undefined;
    const others = annotations?.[EXEMPTIONS_ANNOTATION];
    const added = {
      [STACK_ANNOTATION]: stack,
      ...(emergency === undefined
        ? {}
        : { [EXEMPTIONS_ANNOTATION]: typeof others === "string" ? `${others},${emergency}` : emergency }),
      ...(skipAwait.includes(self) ? { "pulumi.com/skipAwait": "true" } : {}),
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
