/** JSON merge patches (RFC 7386) from one document to another. */
import { isPropertyMap, setProperty, type PropertyMap, type PropertyValue } from "../../shared/values";
import { isUnknown } from "../kinds/objects";

/** The patch that turns `before` into `after`: only what differs, lists whole, null for what is gone. */
export function mergePatch(before: PropertyMap, after: PropertyMap): PropertyMap {
  const patch: PropertyMap = {};
  for (const [key, value] of Object.entries(after)) {
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    if (isPropertyMap(value) && isPropertyMap(old)) {
      const nested = mergePatch(old, value);
      if (Object.keys(nested).length > 0) setProperty(patch, key, nested);
    } else if (old === undefined ? value !== null : !sameValue(old, value)) {
      setProperty(patch, key, value);
    }
  }
  for (const key of Object.keys(before)) {
    if (!Object.hasOwn(after, key)) setProperty(patch, key, null);
  }
  return patch;
}

/** Whether two values are equal; an unknown one equals nothing. */
export function sameValue(left: PropertyValue, right: PropertyValue): boolean {
  if (isUnknown(left) || isUnknown(right)) return false;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => sameValue(item, right[index] ?? null));
  }
  if (isPropertyMap(left) && isPropertyMap(right)) {
    const keys = Object.keys(left);
    return (
      keys.length === Object.keys(right).length &&
      keys.every((key) => Object.hasOwn(right, key) && sameValue(left[key] ?? null, right[key] ?? null))
    );
  }
  return left === right;
}
