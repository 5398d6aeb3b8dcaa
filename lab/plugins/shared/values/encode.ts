/** From property values to the engine's Struct. */
import { ListValue, NullValue, Struct, Value } from "google-protobuf/google/protobuf/struct_pb";
import {
  Archive,
  Asset,
  OutputValue,
  ResourceReference,
  Secret,
  Unknown,
  type PropertyMap,
  type PropertyValue,
} from "./model";
import { SIGNATURES, SIGNATURE_KEY, UNKNOWN_SENTINELS } from "./wire";

/** Writes a map; keys whose value is undefined are left out, as JSON does. */
export function encodeStruct(map: Readonly<Record<string, PropertyValue | undefined>>): Struct {
  const struct = new Struct();
  const fields = struct.getFieldsMap();
  for (const [key, value] of Object.entries(map)) {
    if (value !== undefined) fields.set(key, encodeValue(value));
  }
  return struct;
}

/** Writes one value. */
export function encodeValue(value: PropertyValue): Value {
  const result = new Value();
  if (value === null) return result.setNullValue(NullValue.NULL_VALUE);
  if (typeof value === "boolean") return result.setBoolValue(value);
  if (typeof value === "number") return result.setNumberValue(value);
  if (typeof value === "string") return result.setStringValue(value);
  if (Array.isArray(value)) {
    const list = new ListValue();
    list.setValuesList(value.map(encodeValue));
    return result.setListValue(list);
  }
  if (value instanceof Unknown) return result.setStringValue(UNKNOWN_SENTINELS[value.kind]);
  return result.setStructValue(encodeStruct(fieldsOf(value)));
}

type Structured = PropertyMap | Secret | OutputValue | Asset | Archive | ResourceReference;

function fieldsOf(value: Structured): Readonly<Record<string, PropertyValue | undefined>> {
  if (value instanceof Secret) return signed(SIGNATURES.secret, { value: value.value });
  if (value instanceof OutputValue) {
    return signed(SIGNATURES.output, {
      value: value.value,
      secret: value.secret ? true : undefined,
      dependencies: value.dependencies.length > 0 ? [...value.dependencies] : undefined,
    });
  }
  if (value instanceof ResourceReference) {
    return signed(SIGNATURES.resource, {
      urn: value.urn,
      id: value.id,
      packageVersion: value.packageVersion === "" ? undefined : value.packageVersion,
    });
  }
  if (value instanceof Asset) return signed(SIGNATURES.asset, { ...value.source, hash: hashOf(value) });
  if (value instanceof Archive) return signed(SIGNATURES.archive, { ...value.source, hash: hashOf(value) });
  return value;
}

function hashOf(value: Asset | Archive): string | undefined {
  return value.hash === "" ? undefined : value.hash;
}

function signed(
  signature: string,
  fields: Record<string, PropertyValue | undefined>,
): Record<string, PropertyValue | undefined> {
  return { [SIGNATURE_KEY]: signature, ...fields };
}
