/** Names that the provider gives: Pulumi, "Auto-naming"; @pulumi/kubernetes, "pulumi.com/autonamed". */
import { createHash, randomBytes } from "node:crypto";
import { isPropertyMap, type PropertyMap } from "../../shared/values";
import { annotationOf, isAnnotationTrue, isUnknown, nameOf, setAt, textAt, valueAt } from "../kinds/objects";

/** Says that the provider chose the name. */
export const AUTONAMED_ANNOTATION = "pulumi.com/autonamed";
/** Names the field manager to apply under. */
export const FIELD_MANAGER_ANNOTATION = "pulumi.com/patchFieldManager";

/** Hexadecimal digits in a chosen name. */
const RANDOM_DIGITS = 8;

/** What the engine decides about names: Pulumi, "autonaming configuration". */
export type EngineNaming = { mode: "propose"; name: string } | { mode: "disabled" };

/** `prefix` and eight random hexadecimal digits; the same ones for the same seed. */
export function uniqueName(prefix: string, seed: Uint8Array = new Uint8Array()): string {
  const bytes = seed.length === 0 ? randomBytes(RANDOM_DIGITS) : createHash("sha256").update(seed).digest();
  return `${prefix}${bytes.toString("hex").slice(0, RANDOM_DIGITS)}`;
}

/** Whether the program names the object, be the name known yet or not. */
export function isNamed(object: PropertyMap): boolean {
  return isUnknown(valueAt(object, "metadata", "name")) || nameOf(object) !== "";
}

/** Whether the program leaves the name to the API server. */
export function isGenerateName(object: PropertyMap): boolean {
  if (isNamed(object)) return false;
  return isUnknown(valueAt(object, "metadata", "generateName")) || textAt(object, "metadata", "generateName") !== "";
}

/** Whether the provider named the object. */
export function isAutonamed(object: PropertyMap): boolean {
  return isAnnotationTrue(object, AUTONAMED_ANNOTATION);
}

/**
 * Names an unnamed object after its resource, and annotates that it did.
 * @throws Error when the engine's settings forbid it
 */
export function assignName(object: PropertyMap, resource: string, seed: Uint8Array, engine?: EngineNaming): void {
  if (isNamed(object) || isGenerateName(object)) return;
  if (engine?.mode === "disabled") {
    throw new Error("autonaming is disabled, resource requires the .metadata.name field to be set");
  }
  setAutoname(object, engine?.name ?? uniqueName(`${resource}-`, seed));
}

/** Gives an unnamed object the name that the provider chose for it before. */
export function keepName(object: PropertyMap, old: PropertyMap): void {
  if (!isNamed(object) && isAutonamed(old) && nameOf(old) !== "") setAutoname(object, nameOf(old));
}

function setAutoname(object: PropertyMap, name: string): void {
  if (!setAt(object, ["metadata", "name"], name)) return;
  // Annotations that are still unknown cannot take another one; the next preview or update will.
  if (isUnknown(valueAt(object, "metadata", "annotations"))) return;
  if (!isPropertyMap(valueAt(object, "metadata", "annotations"))) setAt(object, ["metadata", "annotations"], {});
  setAt(object, ["metadata", "annotations", AUTONAMED_ANNOTATION], "true");
}

/** The field manager to apply under: the annotation's, else the one in the state, else a new one. */
export function fieldManagerOf(object: PropertyMap, recorded: string): string {
  return annotationOf(object, FIELD_MANAGER_ANNOTATION) || recorded || uniqueName("pulumi-kubernetes-");
}
