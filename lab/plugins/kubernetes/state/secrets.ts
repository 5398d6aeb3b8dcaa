/** Keeping secrets secret in what goes into the state, into outputs and into messages. */
import {
  Secret,
  containsSecret,
  isPropertyMap,
  setProperty,
  type PropertyMap,
  type PropertyValue,
} from "../../shared/values";

/** The parts of a Secret object that are always secret. */
const SECRET_FIELDS = ["data", "stringData"];

/** Shorter texts would blot out half of every message. */
const SHORTEST_REDACTED = 4;

/**
 * The same properties with everything secret that is secret in `source`, path by path; a list with a secret in it is
 * secret as a whole, since its order may change. `data` and `stringData` of Secret objects are secret in any case.
 */
export function withSecretsOf(properties: PropertyMap, source: PropertyMap): PropertyMap {
  const isSecretKind = properties["kind"] === "Secret";
  const result: PropertyMap = {};
  for (const [key, value] of Object.entries(properties)) {
    const from = Object.hasOwn(source, key) ? (source[key] ?? null) : null;
    const always = isSecretKind && SECRET_FIELDS.includes(key);
    setProperty(result, key, always ? asSecret(value) : withSecretsOfValue(value, from));
  }
  return result;
}

function withSecretsOfValue(value: PropertyValue, source: PropertyValue): PropertyValue {
  if (isPropertyMap(value) && isPropertyMap(source)) return withSecretsOf(value, source);
  if (containsSecret(source)) return asSecret(value);
  return isPropertyMap(value) ? withSecretsOf(value, {}) : value;
}

function asSecret(value: PropertyValue): PropertyValue {
  return value instanceof Secret ? value : new Secret(value);
}

/** The message without any of the secret texts of `properties`, in plain or base64 form. */
export function redact(message: string, properties: PropertyMap): string {
  const texts = [...secretTexts(properties, false)].filter((text) => text.length >= SHORTEST_REDACTED);
  // Longer ones first, so that no part of one is left when it contains another.
  const sorted = [...new Set(texts)].sort((left, right) => right.length - left.length);
  return sorted.reduce((text, secret) => text.replaceAll(secret, "[secret]"), message);
}

function* secretTexts(value: PropertyValue, isSecret: boolean): Generator<string> {
  if (value instanceof Secret) {
    yield* secretTexts(value.value, true);
  } else if (typeof value === "string") {
    if (isSecret) yield* formsOf(value);
  } else if (Array.isArray(value)) {
    for (const item of value) yield* secretTexts(item, isSecret);
  } else if (isPropertyMap(value)) {
    const isSecretKind = value["kind"] === "Secret";
    for (const [key, item] of Object.entries(value)) {
      yield* secretTexts(item, isSecret || (isSecretKind && SECRET_FIELDS.includes(key)));
    }
  }
}

function formsOf(text: string): string[] {
  const quoted = JSON.stringify(text).slice(1, -1);
  const decoded = Buffer.from(text, "base64").toString("utf8");
  return [text, quoted, Buffer.from(text, "utf8").toString("base64"), ...(decoded.includes("\uFFFD") ? [] : [decoded])];
}
