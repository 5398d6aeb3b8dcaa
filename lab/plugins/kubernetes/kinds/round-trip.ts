/** What an object looks like after the API's Go types have read and written it, as the API server stores it. */
import { isPropertyMap, setProperty, type PropertyMap, type PropertyValue } from "../../shared/values";
import { goFields, goTypeOf, type GoField } from "./go-types";
import { canonicalQuantity } from "./quantity";

/** A value that its Go type cannot hold. */
class Mismatch extends Error {}

/**
 * The object as its Go type writes it: unknown fields gone, zero values left out where the type omits them, quantities
 * canonical. The same object when its kind is not built in or a value does not fit its type, as the server will say.
 */
export function roundTrip(apiVersion: string, kind: string, object: PropertyMap): PropertyMap {
  const type = goTypeOf(apiVersion, kind);
  if (type === undefined) return object;
  try {
    return throughStruct(type, object);
  } catch (error) {
    if (error instanceof Mismatch) return object;
    throw error;
  }
}

function throughStruct(type: string, source: PropertyMap): PropertyMap {
  const result: PropertyMap = {};
  for (const field of goFields(type)) {
    const value = through(field.code, Object.hasOwn(source, field.name) ? source[field.name] : undefined);
    if (!isOmitted(field, value)) setProperty(result, field.name, value);
  }
  return result;
}

function isOmitted({ omitted, code }: GoField, value: PropertyValue): boolean {
  if (omitted === "never") return false;
  if (value === null) return true;
  if (omitted === "zero" || code.startsWith("*") || code.startsWith("#")) return false;
  if (code === "q" || code === "o") return false;
  if (Array.isArray(value)) return value.length === 0;
  if (isPropertyMap(value)) return Object.keys(value).length === 0;
  return value === "" || value === 0 || value === false;
}

/** `undefined` stands for a field that the object does not have; null is what a nil pointer, map or slice becomes. */
function through(code: string, value: PropertyValue | undefined): PropertyValue {
  const inner = code.slice(1);
  const absent = value === undefined || value === null;
  switch (code[0]) {
    case "*":
      return absent ? null : through(inner, value);
    case "[":
      return absent ? null : listOf(value).map((item) => through(inner, item));
    case "{": {
      if (absent) return null;
      const result: PropertyMap = {};
      for (const [key, item] of Object.entries(mapOf(value))) setProperty(result, key, through(inner, item));
      return result;
    }
    case "#":
      return throughStruct(inner, absent ? {} : mapOf(value));
    default:
      return throughLeaf(code, absent ? null : value);
  }
}

function throughLeaf(code: string, value: PropertyValue): PropertyValue {
  switch (code) {
    case "s":
      return value === null ? "" : expectType(value, typeof value === "string");
    case "b":
      return value === null ? false : expectType(value, typeof value === "boolean");
    case "i":
      return value === null ? 0 : expectType(value, Number.isInteger(value));
    case "f":
      return value === null ? 0 : expectType(value, typeof value === "number");
    case "o":
      return value === null ? 0 : expectType(value, Number.isInteger(value) || typeof value === "string");
    case "y":
      return value === null ? null : canonicalBase64(value);
    case "q":
      return value === null ? "0" : canonicalText(value);
    case "t":
      return value === null ? null : canonicalTime(value);
    default:
      return value;
  }
}

function canonicalText(value: PropertyValue): string {
  const text = typeof value === "number" ? value.toString() : value;
  const canonical = typeof text === "string" ? canonicalQuantity(text) : undefined;
  if (canonical === undefined) throw new Mismatch();
  return canonical;
}

function canonicalTime(value: PropertyValue): string {
  const time = typeof value === "string" ? new Date(value) : new Date(Number.NaN);
  if (Number.isNaN(time.getTime())) throw new Mismatch();
  return time.toISOString().replace(/\.\d+Z$/, "Z");
}

function canonicalBase64(value: PropertyValue): string {
  const text = typeof value === "string" ? canonicalBase64Text(value) : undefined;
  if (text === undefined) throw new Mismatch();
  return text;
}

/** Base64 with its line breaks taken out, or undefined when it is not valid: what a []byte field is stored as. */
export function canonicalBase64Text(text: string): string | undefined {
  const bare = text.replace(/[\r\n]/g, "");
  const canonical = Buffer.from(bare, "base64").toString("base64");
  // Bits beyond the last byte are dropped by every decoder, so only the length and the alphabet are compared.
  return canonical.length === bare.length && /^[A-Za-z0-9+/]*={0,2}$/.test(bare) ? canonical : undefined;
}

function expectType(value: PropertyValue, holds: boolean): PropertyValue {
  if (!holds) throw new Mismatch();
  return value;
}

function listOf(value: PropertyValue): PropertyValue[] {
  if (!Array.isArray(value)) throw new Mismatch();
  return value;
}

function mapOf(value: PropertyValue): PropertyMap {
  if (!isPropertyMap(value)) throw new Mismatch();
  return value;
}
