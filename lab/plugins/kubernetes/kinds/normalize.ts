/** Bringing inputs into the form in which the API server stores them, so that equal meanings compare as equal. */
import { containsUnknown, isPropertyMap, type PropertyMap } from "../../shared/values";
import { isBuiltInVersion } from "./catalog";
import { copyOf, isCustomResourceDefinition, isSecretObject, kindOf, removeAt, setAt, valueAt } from "./objects";
import { prune } from "./prune";
import { canonicalBase64Text, roundTrip } from "./round-trip";

/** Metadata that the API server alone writes (Kubernetes API reference "ObjectMeta"). */
const READ_ONLY_METADATA = [
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "uid",
];

/**
 * The inputs without read-only metadata and, when every value is known and the kind is built in, as the server would
 * write them. Fields that the program did not set are not added.
 */
export function normalizeInputs(inputs: PropertyMap): PropertyMap {
  let result = copyOf(inputs);
  const { apiVersion } = kindOf(inputs);
  if (isBuiltInVersion(apiVersion) && !containsUnknown(inputs)) result = normalizeKnown(result, inputs);
  for (const field of READ_ONLY_METADATA) removeAt(result, "metadata", field);
  return result;
}

function normalizeKnown(copy: PropertyMap, inputs: PropertyMap): PropertyMap {
  if (isCustomResourceDefinition(copy)) {
    // The server drops the deprecated field when it is false, and ignores a status in inputs.
    if (valueAt(copy, "spec", "preserveUnknownFields") === false) removeAt(copy, "spec", "preserveUnknownFields");
    removeAt(copy, "status");
    return copy;
  }
  if (isSecretObject(copy)) return normalizeSecret(copy);
  const { apiVersion, kind } = kindOf(copy);
  return prune(roundTrip(apiVersion, kind, copy), inputs);
}

/** The server keeps only `data`: texts of `stringData` replace the values of the same key there. */
function normalizeSecret(secret: PropertyMap): PropertyMap {
  const stringData = valueAt(secret, "stringData");
  const texts = isPropertyMap(stringData) ? Object.entries(stringData) : [];
  const data = valueAt(secret, "data");
  if (texts.length > 0 && texts.every(([, text]) => typeof text === "string")) {
    if (!isPropertyMap(data)) setAt(secret, ["data"], {});
    for (const [key, text] of texts) {
      setAt(secret, ["data", key], Buffer.from(text as string, "utf8").toString("base64"));
    }
    removeAt(secret, "stringData");
    return secret;
  }
  for (const [key, value] of isPropertyMap(data) ? Object.entries(data) : []) {
    const canonical = typeof value === "string" ? canonicalBase64Text(value) : undefined;
    if (canonical !== undefined) setAt(secret, ["data", key], canonical);
  }
  return secret;
}
