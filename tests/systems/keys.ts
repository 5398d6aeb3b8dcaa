import * as fc from "fast-check";
import * as z from "zod";

import { unwrap } from "../../config/fields";
import type { Section } from "../../config/section";

/** Full paths of every key of a namespace, groups included. */
export function keyPaths({ namespace, schema, secrets }: Section): string[] {
  return [...below(`${namespace}:`, schema), ...Object.keys(secrets).map((key) => `${namespace}:${key}`)];
}

function below(prefix: string, object: z.ZodObject): string[] {
  return Object.entries(object.shape).flatMap(([key, value]) => {
    const inner = unwrap(value as z.ZodType);
    return [`${prefix}${key}`, ...(inner instanceof z.ZodObject ? below(`${prefix}${key}.`, inner) : [])];
  });
}

/** A full path and the same with one slip in its last name: a letter lost, added, wrong, or two swapped. */
export function misspelling(right: string): fc.Arbitrary<{ right: string; wrong: string }> {
  const start = right.search(/[^.:]+$/);
  const name = right.slice(start);
  const letter = fc.constantFrom(...Array.from({ length: 26 }, (_, index) => String.fromCharCode(97 + index)));
  const place = fc.nat(name.length - 1);
  const slips = fc.oneof(
    place.map((i) => name.slice(0, i) + name.slice(i + 1)),
    fc.tuple(place, letter).map(([i, extra]) => name.slice(0, i) + extra + name.slice(i)),
    fc.tuple(place, letter).map(([i, other]) => name.slice(0, i) + other + name.slice(i + 1)),
    place.map(
      (i) =>
        name.slice(0, i) +
        name
          .slice(i, i + 2)
          .split("")
          .reverse()
          .join("") +
        name.slice(i + 2),
    ),
  );
  return slips.filter((wrong) => wrong !== name).map((wrong) => ({ right, wrong: right.slice(0, start) + wrong }));
}

/** Configuration in which `value` stands at a full path. */
export function nested(path: string, value: unknown): Readonly<Record<string, unknown>> {
  const [top = "", ...rest] = path.split(".");
  return { [top]: rest.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) };
}
