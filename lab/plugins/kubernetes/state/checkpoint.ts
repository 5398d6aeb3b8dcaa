/** What the state keeps of an object: its live form as outputs, and beside it the inputs it was made from. */
import {
  isPropertyMap,
  setProperty,
  unwrapProperties,
  type PropertyMap,
  type PropertyValue,
} from "../../shared/values";
import { textAt } from "../kinds/objects";
import { withSecretsOf } from "./secrets";

/** The inputs that the object was last written with. */
export const INPUTS_KEY = "__inputs";
/** The apiVersion under which the object was first created. */
export const INITIAL_API_VERSION_KEY = "__initialApiVersion";
/** The field manager under which the provider applies the object. */
export const FIELD_MANAGER_KEY = "__fieldManager";

/** A resource's state, taken apart; nothing in it is marked secret any more. */
export interface Checkpoint {
  inputs: PropertyMap;
  live: PropertyMap;
}

/** What {@link checkpoint} records about an object besides its live form. */
export interface CheckpointFacts {
  /** The inputs as they were sent. */
  inputs: PropertyMap;
  /** The properties that say what is secret. */
  secretsOf: PropertyMap;
  initialApiVersion: string;
  fieldManager: string;
}

/** The outputs that go into the state. */
export function checkpoint(live: PropertyMap, facts: CheckpointFacts): PropertyMap {
  const outputs = withSecretsOf(renameKeys(live, toUnderscores), facts.secretsOf);
  const inputs = withSecretsOf(renameKeys(facts.inputs, toUnderscores), facts.secretsOf);
  return {
    ...outputs,
    [INPUTS_KEY]: inputs,
    [INITIAL_API_VERSION_KEY]: facts.initialApiVersion,
    [FIELD_MANAGER_KEY]: facts.fieldManager,
  };
}

/** Takes outputs apart again; `inputs` is empty when none were recorded. */
export function parseCheckpoint(state: PropertyMap): Checkpoint {
  const live = plainObject(state);
  const inputs = live[INPUTS_KEY];
  Reflect.deleteProperty(live, INPUTS_KEY);
  return { inputs: isPropertyMap(inputs) ? inputs : {}, live };
}

/** Inputs as the API reads them: no secret markers, and the keys of JSON Schema extensions with dashes. */
export function plainObject(properties: PropertyMap): PropertyMap {
  return renameKeys(unwrapProperties(properties), toDashes);
}

/** The apiVersion under which the object was first created. */
export function initialApiVersionOf(state: PropertyMap, inputs: PropertyMap): string {
  return textAt(state, INITIAL_API_VERSION_KEY) || textAt(inputs, "apiVersion");
}

/** `x-kubernetes-*` keys of CustomResourceDefinitions, which the SDK writes with underscores. */
const SCHEMA_EXTENSIONS = [
  "x-kubernetes-embedded-resource",
  "x-kubernetes-int-or-string",
  "x-kubernetes-list-map-keys",
  "x-kubernetes-list-type",
  "x-kubernetes-map-type",
  "x-kubernetes-preserve-unknown-fields",
  "x-kubernetes-validations",
];
const DASHED_BY_UNDERSCORED = new Map(SCHEMA_EXTENSIONS.map((key) => [key.replaceAll("-", "_"), key]));

const toDashes = (key: string): string => DASHED_BY_UNDERSCORED.get(key) ?? key;
const toUnderscores = (key: string): string => (SCHEMA_EXTENSIONS.includes(key) ? key.replaceAll("-", "_") : key);

function renameKeys(map: PropertyMap, rename: (key: string) => string): PropertyMap {
  const result: PropertyMap = {};
  for (const [key, value] of Object.entries(map)) setProperty(result, rename(key), renameIn(value, rename));
  return result;
}

function renameIn(value: PropertyValue, rename: (key: string) => string): PropertyValue {
  if (Array.isArray(value)) return value.map((item) => renameIn(item, rename));
  return isPropertyMap(value) ? renameKeys(value, rename) : value;
}
