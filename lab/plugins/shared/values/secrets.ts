/** Taking secrets apart and putting them back, path by path. */
import {
  Archive,
  OutputValue,
  ResourceReference,
  Secret,
  Unknown,
  isPropertyMap,
  mapProperties,
  type PropertyMap,
  type PropertyValue,
} from "./model";

/** Whether a secret lies anywhere inside a value. */
export function containsSecret(value: PropertyValue): boolean {
  return some(value, (item) => item instanceof Secret || (item instanceof OutputValue && item.secret));
}

/** Whether an unknown lies anywhere inside a value. */
export function containsUnknown(value: PropertyValue): boolean {
  return some(value, (item) => item instanceof Unknown || (item instanceof OutputValue && item.value === undefined));
}

/** The same map with each secret and output replaced by its bare value; what is unknown stays {@link Unknown}. */
export function unwrapProperties(map: PropertyMap): PropertyMap {
  return mapProperties(map, unwrap);
}

/** The same value with each secret and output replaced by its bare value; what is unknown stays {@link Unknown}. */
export function unwrap(value: PropertyValue): PropertyValue {
  if (value instanceof Secret) return unwrap(value.value);
  if (value instanceof OutputValue) return value.value === undefined ? new Unknown() : unwrap(value.value);
  if (Array.isArray(value)) return value.map(unwrap);
  if (isPropertyMap(value)) return mapProperties(value, unwrap);
  return value;
}

/**
 * Marks in `plain` what is secret in `source`, path by path.
 *
 * A path is followed as far as both sides have the same shape. Where they part (another type, or an array of another
 * length) and a secret lies below in `source`, everything in `plain` from there on becomes secret: rather too much than
 * a secret in the state. A path that `plain` lacks is left out.
 */
export function rewrapSecrets(plain: PropertyMap, source: PropertyMap): PropertyMap {
  return mapProperties(plain, (value, key) =>
    Object.hasOwn(source, key) ? rewrap(value, source[key] ?? null) : value,
  );
}

function rewrap(plain: PropertyValue, source: PropertyValue): PropertyValue {
  if (plain instanceof Secret) return plain;
  if (source instanceof Secret) return new Secret(plain);
  if (source instanceof OutputValue) {
    if (source.secret) return new Secret(plain);
    return source.value === undefined ? plain : rewrap(plain, source.value);
  }
  if (isPropertyMap(plain) && isPropertyMap(source)) return rewrapSecrets(plain, source);
  if (Array.isArray(plain) && Array.isArray(source) && plain.length === source.length) {
    return plain.map((item, index) => rewrap(item, source[index] ?? null));
  }
  return plain !== null && containsSecret(source) ? new Secret(plain) : plain;
}

function some(value: PropertyValue, test: (value: PropertyValue) => boolean): boolean {
  return test(value) || childrenOf(value).some((child) => some(child, test));
}

function childrenOf(value: PropertyValue): PropertyValue[] {
  if (Array.isArray(value)) return value;
  if (isPropertyMap(value)) return Object.values(value);
  if (value instanceof Secret) return [value.value];
  if (value instanceof OutputValue) return value.value === undefined ? [] : [value.value];
  if (value instanceof ResourceReference) return value.id === undefined ? [] : [value.id];
  if (value instanceof Archive && "assets" in value.source) return Object.values(value.source.assets);
  return [];
}
