/** Property values as they travel between the Pulumi engine and a plugin ("Pulumi Protobuf API: property values"). */

/** A value that the engine encrypts in the state and hides in its output. */
export class Secret {
  constructor(readonly value: PropertyValue) {}
}

/** What an unknown value will turn out to be; the engine sends a sentinel of its own for each. */
export type UnknownKind = "any" | "boolean" | "number" | "array" | "asset" | "archive" | "object";

/** A value that only exists after an operation that a preview does not perform. */
export class Unknown {
  constructor(readonly kind: UnknownKind = "any") {}
}

/** An output with its secretness and the URNs it depends on; `value` is undefined while it is unknown. */
export class OutputValue {
  constructor(
    readonly value: PropertyValue | undefined,
    readonly secret: boolean,
    readonly dependencies: readonly string[],
  ) {}
}

/** Where an asset's bytes come from. */
export type AssetSource = { text: string } | { path: string } | { uri: string };

/** A file as a value; `hash` is the SHA-256 in hexadecimal that the engine has computed, or empty. */
export class Asset {
  constructor(
    readonly source: AssetSource,
    readonly hash: string,
  ) {}
}

/** Where an archive's files come from: members by name, or one archive file. */
export type ArchiveSource = { assets: Record<string, PropertyValue> } | { path: string } | { uri: string };

/** A folder of files as a value; `hash` as in {@link Asset}. */
export class Archive {
  constructor(
    readonly source: ArchiveSource,
    readonly hash: string,
  ) {}
}

/** Another resource as a value; `id` is undefined for components, and may be unknown. */
export class ResourceReference {
  constructor(
    readonly urn: string,
    readonly id: PropertyValue | undefined,
    readonly packageVersion: string,
  ) {}
}

/** Any property value. Plain JSON stands for itself, the classes above for everything JSON has no word for. */
export type PropertyValue =
  | null
  | boolean
  | number
  | string
  | PropertyValue[]
  | PropertyMap
  | Secret
  | Unknown
  | OutputValue
  | Asset
  | Archive
  | ResourceReference;

/** The properties of a resource by name. */
export interface PropertyMap {
  [key: string]: PropertyValue;
}

/** Whether a value is a plain object, that is neither an array nor one of the marker classes. */
export function isPropertyMap(value: PropertyValue | undefined): value is PropertyMap {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Sets a key as data, even `__proto__`, which plain assignment would take for the prototype. */
export function setProperty(target: PropertyMap, key: string, value: PropertyValue): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}

/** A new map with each value replaced by what `change` makes of it. */
export function mapProperties(
  map: PropertyMap,
  change: (value: PropertyValue, key: string) => PropertyValue,
): PropertyMap {
  const result: PropertyMap = {};
  for (const [key, value] of Object.entries(map)) setProperty(result, key, change(value, key));
  return result;
}
