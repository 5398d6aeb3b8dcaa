/** What a resource type of @pulumi/random consists of; the provider does the rest for all of them alike. */
import { Unknown, type PropertyMap, type PropertyValue } from "../shared";

/** What an input may be; "map" is a map of strings, "strings" a list of them. */
export type InputType = "integer" | "boolean" | "string" | "strings" | "map";

export interface InputSpec {
  type: InputType;
  /** Default: false. */
  required?: true;
  /** What to use instead, when the input is deprecated. */
  deprecated?: string;
}

/** Why an input is refused. */
export interface Refusal {
  property: string;
  reason: string;
}

/** A generated or imported value. */
export interface Generated {
  id: string;
  /** The computed outputs, bare: the provider marks the secret ones. */
  outputs: PropertyMap;
}

/** An imported value with the inputs that belong to it. */
export interface Imported extends Generated {
  inputs: PropertyMap;
}

export interface RandomKind {
  inputs: Readonly<Record<string, InputSpec>>;
  /** The computed outputs, and whether each is a secret. */
  computed: Readonly<Record<string, "plain" | "secret">>;
  /** The inputs with defaults filled in; unknown values stay unknown. Default: the inputs as they are. */
  complete?(inputs: PropertyMap): PropertyMap;
  /** What is wrong with completed inputs beyond their types. Default: nothing. */
  refuse?(inputs: PropertyMap): Refusal[];
  /** Makes the value; the inputs are completed, known and accepted. */
  generate(inputs: PropertyMap): Generated | Promise<Generated>;
  /** Takes a value from an import id; throws when the id can't be read. Default: the type cannot be imported. */
  import?(id: string): Imported | Promise<Imported>;
}

/** Every type takes keepers: values that bring a new result when they change. */
export const KEEPERS = { keepers: { type: "map" } } as const satisfies Record<string, InputSpec>;

/** The refusal of a seed, whose values come from Go's own generator and can't be made here. */
export function refuseSeed(inputs: PropertyMap): Refusal[] {
  if (inputs["seed"] === undefined || inputs["seed"] === "") return [];
  return [
    {
      property: "seed",
      reason:
        "the lab's random provider cannot give the values that the official one derives from a seed: " +
        "leave seed out, or install the official plugin",
    },
  ];
}

/** The number under a key; undefined when it is absent or unknown. */
export function numberOf(inputs: PropertyMap, key: string): number | undefined {
  return typeof inputs[key] === "number" ? inputs[key] : undefined;
}

/** The text under a key; empty when it is absent or unknown. */
export function textOf(inputs: PropertyMap, key: string): string {
  return typeof inputs[key] === "string" ? inputs[key] : "";
}

/** The refusal of a number below 1. */
export function refuseBelowOne(inputs: PropertyMap, key: string): Refusal[] {
  const value = numberOf(inputs, key);
  return value === undefined || value >= 1 ? [] : [{ property: key, reason: `is ${value} but must be at least 1` }];
}

/** The value, or the default where there is none. */
export function orDefault(value: PropertyValue | undefined, fallback: PropertyValue): PropertyValue {
  return value ?? fallback;
}

/** Whether a value is not known yet. */
export function isUnknown(value: PropertyValue | undefined): boolean {
  return value instanceof Unknown;
}
