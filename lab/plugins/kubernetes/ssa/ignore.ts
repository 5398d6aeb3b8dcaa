/** The resource option ignoreChanges under server-side apply. */
import type { KubeObject } from "../client/types";
import type { PropertyMap } from "../../shared/values";
import { copyOf, removeAt, setAt, valueAt } from "../kinds/objects";
import { isOwnedBy } from "./managed-fields";

/**
 * The object to apply when some of its fields are to be left alone: a field that only another manager owns is left out,
 * so that it stays his and does not conflict; any other keeps its live value. As in the official provider, paths that
 * go through lists or quoted keys are not followed.
 */
export function leaveIgnored(
  inputs: PropertyMap,
  live: KubeObject,
  ignoreChanges: readonly string[],
  manager: string,
): PropertyMap {
  if (ignoreChanges.length === 0) return inputs;
  const result = copyOf(inputs);
  for (const text of ignoreChanges) {
    const path = text.split(".");
    const isTheirs = isOwnedBy(live, path, (name) => name !== manager);
    if (isTheirs && !isOwnedBy(live, path, (name) => name === manager)) {
      removeAt(result, ...path);
      continue;
    }
    const value = valueAt(live as PropertyMap, ...path);
    if (value !== undefined) setAt(result, path, copyOf(value));
  }
  return result;
}
