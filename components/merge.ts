/** All fields of `T`, at every depth, optional. */
export type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Key in keyof T]?: DeepPartial<T[Key]> | undefined }
    : T;

/**
 * A deep copy of `base` with the fields of `over` laid over it: objects field by field, lists as a whole; `undefined` and
 * null leave a field as it is. Outputs, promises and other instances are values here and never looked into.
 */
export function merge(base: unknown, over: unknown): unknown {
  if (!isPlainObject(base) && !isPlainObject(over)) return copy(over ?? base);
  if (over !== undefined && over !== null && !isPlainObject(over)) return copy(over);
  const below = isPlainObject(base) ? base : {};
  const above = isPlainObject(over) ? over : {};
  const keys = [...new Set([...Object.keys(below), ...Object.keys(above)])];
  const fields = keys.map((key) => [key, merge(own(below, key), own(above, key))] as const);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

/** Whether `value` is an object literal, not an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function copy(value: unknown): unknown {
  return Array.isArray(value) ? value.map((element) => merge(element, undefined)) : value;
}

function own(value: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}
