/** Comparing inputs with the state: every change of an input brings a new value, so every change replaces. */
import { isDeepStrictEqual } from "node:util";
import { isPropertyMap, unwrapProperties, type PropertyMap, type PropertyValue } from "../shared";
import { completeInputs } from "./check";
import type { RandomKind } from "./kind";

export interface InputChange {
  property: string;
  kind: "add" | "delete" | "update";
}

/** The inputs whose completed value differs from the state's. */
export function changedInputs(kind: RandomKind, state: PropertyMap, inputs: PropertyMap): InputChange[] {
  const before = unwrapProperties(state);
  const after = completeInputs(kind, inputs);
  return Object.keys(kind.inputs).flatMap((property): InputChange[] => {
    const [old, now] = [significant(before[property]), significant(after[property])];
    if (isDeepStrictEqual(old, now)) return [];
    if (old === undefined) return [{ property, kind: "add" }];
    return [{ property, kind: now === undefined ? "delete" : "update" }];
  });
}

/** A value as the official plugin compares it: null, an empty text and keepers without a value count as absent. */
function significant(value: PropertyValue | undefined): PropertyValue | undefined {
  if (value === null || value === "") return undefined;
  if (!isPropertyMap(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== null);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
