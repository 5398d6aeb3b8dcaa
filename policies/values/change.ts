/** Changes values that are shared: what changes is copied, everything else stays the same object. */
import { isMap, type Value } from "./field";

/**
 * The value with what stands at a path changed, maps made on the way. A value in which nothing changes is returned
 * itself. So is one whose path leads through something unknown or through anything else that is no map.
 */
export function changeAt(value: Value, path: readonly string[], change: (value: Value) => Value): Value {
  const [key, ...rest] = path;
  if (key === undefined) {
    return change(value);
  }
  if (value !== undefined && value !== null && !isMap(value)) {
    return value;
  }
  const before = value != null && Object.hasOwn(value, key) ? (value[key] ?? undefined) : undefined;
  const after = changeAt(before, rest, change);
  return after === before ? value : { ...value, [key]: after };
}

/** The list with each map in it changed; a list in which nothing changes, and anything that is no list, itself. */
export function changeEach(list: Value, change: (element: Value) => Value): Value {
  if (!Array.isArray(list)) {
    return list;
  }
  const before: readonly Value[] = list;
  const after = before.map((element) => (isMap(element) ? change(element) : element));
  return after.some((element, index) => element !== before[index]) ? after : before;
}
