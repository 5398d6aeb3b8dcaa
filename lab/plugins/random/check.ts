/** Checking inputs: their names and types first, then what their kind asks of them. */
import { containsUnknown, unwrapProperties, isPropertyMap, type PropertyMap, type PropertyValue } from "../shared";
import { isUnknown, type InputType, type RandomKind, type Refusal } from "./kind";

/** Bare inputs with the kind's defaults: what a value is made from and compared by. Nulls count as absent. */
export function completeInputs(kind: RandomKind, inputs: PropertyMap): PropertyMap {
  const bare = unwrapProperties(inputs);
  const given: PropertyMap = {};
  for (const key of Object.keys(kind.inputs)) {
    const value = bare[key];
    if (value !== undefined && value !== null) given[key] = value;
  }
  return kind.complete?.(given) ?? given;
}

/** Everything that is wrong with the inputs; what is unknown is taken to be right. */
export function refusals(kind: RandomKind, inputs: PropertyMap): Refusal[] {
  const bare = unwrapProperties(inputs);
  const found: Refusal[] = [];
  for (const [property, { type, required }] of Object.entries(kind.inputs)) {
    const value = bare[property];
    if (value === undefined || value === null) {
      if (required) found.push({ property, reason: `Missing required property '${property}'` });
    } else if (!isUnknown(value) && !isOfType(value, type)) {
      found.push({ property, reason: `must be ${DESCRIPTIONS[type]}` });
    }
  }
  return found.length > 0 ? found : (kind.refuse?.(completeInputs(kind, inputs)) ?? []);
}

const DESCRIPTIONS: Readonly<Record<InputType, string>> = {
  integer: "an integer that a JavaScript number holds exactly",
  boolean: "true or false",
  string: "a string",
  strings: "a list of strings",
  map: "a map of strings",
};

function isOfType(value: PropertyValue, type: InputType): boolean {
  if (type === "integer") return Number.isSafeInteger(value);
  if (type === "strings") return Array.isArray(value) && value.every(isText);
  if (type === "map") return isPropertyMap(value) && Object.values(value).every(isText);
  return typeof value === type;
}

function isText(value: PropertyValue): boolean {
  return typeof value === "string" || value === null || containsUnknown(value);
}
