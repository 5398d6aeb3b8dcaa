/** How the API's Go types decode and encode each field; api-types.json is made by generate/main.go by reflection. */
import data from "./api-types.json";

/** A field of a Go struct, by its JSON name. */
export interface GoField {
  name: string;
  /** Left out when it has its type's zero value (`omitempty`); `omitzero` does the same for times. */
  omitted: "never" | "empty" | "zero";
  /**
   * s string, b bool, i integer, f float, y bytes, q Quantity, t Time, u MicroTime, d Duration, o IntOrString, x anything;
   * a prefix makes it composite: * pointer, [ slice, { map with string keys, # the struct of that name.
   */
  code: string;
}

/** When a version of a kind came and goes, as "1.29", and what replaces it, as "apps/v1/Deployment". */
export interface Lifecycle {
  introduced?: string;
  removed?: string;
  replacement?: string;
}

const kinds: Readonly<Record<string, string>> = data.kinds;
const types: Readonly<Record<string, string>> = data.types;
const lifecycles: Readonly<Record<string, Lifecycle>> = data.lifecycles;
const parsed = new Map<string, readonly GoField[]>();

/** The name of the struct behind a built-in kind, or undefined. */
export function goTypeOf(apiVersion: string, kind: string): string | undefined {
  const key = `${apiVersion}/${kind}`;
  return Object.hasOwn(kinds, key) ? kinds[key] : undefined;
}

/** The fields of a struct, those of embedded structs included. */
export function goFields(type: string): readonly GoField[] {
  let fields = parsed.get(type);
  if (fields === undefined) {
    fields = (types[type] ?? "").split(" ").filter(Boolean).map(parseField);
    parsed.set(type, fields);
  }
  return fields;
}

/** The lifecycle of a version of a built-in kind, or undefined when it neither ends nor has a replacement. */
export function lifecycleOf(apiVersion: string, kind: string): Lifecycle | undefined {
  const key = `${apiVersion}/${kind}`;
  return Object.hasOwn(lifecycles, key) ? lifecycles[key] : undefined;
}

function parseField(text: string): GoField {
  const separator = text.indexOf(":");
  const modifiers = /^[?!]*/.exec(text.slice(separator + 1))?.[0] ?? "";
  return {
    name: text.slice(0, separator),
    omitted: modifiers.includes("!") ? "zero" : modifiers.includes("?") ? "empty" : "never",
    code: text.slice(separator + 1 + modifiers.length),
  };
}
