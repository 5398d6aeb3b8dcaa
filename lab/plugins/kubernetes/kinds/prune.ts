/** Cutting a live object down to the fields that a program set, before the two are compared. */
import { isPropertyMap, setProperty, type PropertyMap, type PropertyValue } from "../../shared/values";

/** The part of `source` whose keys also exist in `shape`; where the two differ in type, the source's value whole. */
export function prune(source: PropertyMap, shape: PropertyMap): PropertyMap {
  const result: PropertyMap = {};
  for (const [key, value] of Object.entries(source)) {
    if (Object.hasOwn(shape, key)) setProperty(result, key, pruneValue(value, shape[key] ?? null));
  }
  return result;
}

function pruneValue(value: PropertyValue, shape: PropertyValue): PropertyValue {
  if (isPropertyMap(value) && isPropertyMap(shape)) return prune(value, shape);
  if (Array.isArray(value) && Array.isArray(shape)) return pruneList(value, shape);
  return value;
}

/** Elements are matched by position: the extra ones of a longer source are left out. */
function pruneList(source: readonly PropertyValue[], shape: readonly PropertyValue[]): PropertyValue[] {
  if (source.length === 0 || shape.length === 0) return [];
  if (typeClass(source[0]) !== typeClass(shape[0])) return [...source];
  return source.slice(0, shape.length).map((value, index) => pruneValue(value, shape[index] ?? null));
}

function typeClass(value: PropertyValue | undefined): string {
  if (value === null || value === undefined) return "null";
  return Array.isArray(value) ? "list" : isPropertyMap(value) ? "map" : typeof value;
}
