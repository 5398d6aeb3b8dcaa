import * as z from "zod";

import { unwrap } from "../../config/fields";
import { keyPath } from "../../config/problem";
import type { Section } from "../../config/section";

type Path = readonly (string | number)[];

/** A place of a stack's configuration that its schema declares: a key, a group, an entry of a list or of a map. */
export interface Place {
  readonly namespace: string;
  /** Names and list positions behind the namespace. */
  readonly path: Path;
  /** As messages name it: `mllp:clientNamespaces[0]`. */
  readonly key: string;
  readonly schema: z.ZodType;
}

/** Every place of a section's plain keys. */
export function placesOf({ namespace, schema }: Section): readonly Place[] {
  return Object.entries(schema.shape).flatMap(([name, inner]) => below(namespace, [name], inner as z.ZodType));
}

function below(namespace: string, path: Path, schema: z.ZodType): Place[] {
  const inner = unwrap(schema);
  const here: Place = { namespace, path, key: keyPath(namespace, path), schema: inner };
  if (inner instanceof z.ZodObject) {
    const fields = Object.entries(inner.shape) as [string, z.ZodType][];
    return [here, ...fields.flatMap(([name, field]) => below(namespace, [...path, name], field))];
  }
  if (inner instanceof z.ZodArray) return [here, ...below(namespace, [...path, 0], inner.element as z.ZodType)];
  if (inner instanceof z.ZodRecord) {
    return [here, ...below(namespace, [...path, exampleName(inner)], inner.valueType as z.ZodType)];
  }
  return [here];
}

/** A valid name for the entry of a map. */
function exampleName(schema: z.ZodRecord): string {
  const [example] = (schema.meta()?.examples ?? []) as object[];
  return Object.keys(example ?? {})[0] ?? "name";
}

/** `root` with `value` at `path`; what is missing on the way there is made. */
export function withValue(root: unknown, path: Path, value: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (typeof first === "number") {
    const list: readonly unknown[] = Array.isArray(root) ? root : [];
    return Object.assign([...list], { [first]: withValue(list[first], rest, value) });
  }
  const group = typeof root === "object" && root !== null && !Array.isArray(root) ? root : {};
  // Not by assignment: that would take the name __proto__ for the prototype.
  const entries = Object.entries(group).filter(([name]) => name !== first);
  const before = (group as Record<string, unknown>)[first];
  return Object.fromEntries([...entries, [first, withValue(before, rest, value)]]);
}
