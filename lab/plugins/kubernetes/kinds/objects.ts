/** Reading and changing plain objects by path, and what identifies an API object in them. */
import { Unknown, isPropertyMap, setProperty, type PropertyMap, type PropertyValue } from "../../shared/values";
import type { KindRef } from "../client/types";

/** The value at a path of keys, or undefined. */
export function valueAt(object: PropertyMap, ...path: readonly string[]): PropertyValue | undefined {
  let value: PropertyValue | undefined = object;
  for (const key of path) {
    if (!isPropertyMap(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** The text at a path, or the empty text when there is none. */
export function textAt(object: PropertyMap, ...path: readonly string[]): string {
  const value = valueAt(object, ...path);
  return typeof value === "string" ? value : "";
}

/** Sets the value at a path, making the maps on the way; false when something else than a map is in the way. */
export function setAt(object: PropertyMap, path: readonly string[], value: PropertyValue): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return false;
  if (rest.length === 0) {
    setProperty(object, key, value);
    return true;
  }
  if (!Object.hasOwn(object, key)) setProperty(object, key, {});
  const next = object[key];
  return isPropertyMap(next) && setAt(next, rest, value);
}

/** Removes the value at a path, if there is one. */
export function removeAt(object: PropertyMap, ...path: readonly string[]): void {
  const parent = valueAt(object, ...path.slice(0, -1));
  const key = path.at(-1);
  if (key !== undefined && isPropertyMap(parent)) Reflect.deleteProperty(parent, key);
}

/** The kind of an object; "core/v1", as old programs write it, is "v1". */
export function kindOf(object: PropertyMap): KindRef {
  return { apiVersion: textAt(object, "apiVersion").replace(/^core\//, ""), kind: textAt(object, "kind") };
}

/** The API group of an apiVersion: empty for the core group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
}

/** The name in the metadata, or the empty text. */
export function nameOf(object: PropertyMap): string {
  return textAt(object, "metadata", "name");
}

/** The namespace in the metadata, or the empty text. */
export function namespaceOf(object: PropertyMap): string {
  return textAt(object, "metadata", "namespace");
}

/** Sets the namespace, or removes it when it is empty; metadata that is unknown stays as it is. */
export function setNamespace(object: PropertyMap, namespace: string): void {
  if (namespace === "") removeAt(object, "metadata", "namespace");
  else setAt(object, ["metadata", "namespace"], namespace);
}

/** The value of an annotation, or the empty text. */
export function annotationOf(object: PropertyMap, annotation: string): string {
  return textAt(object, "metadata", "annotations", annotation);
}

/** Whether an annotation says "true". */
export function isAnnotationTrue(object: PropertyMap, annotation: string): boolean {
  return annotationOf(object, annotation) === "true";
}

/** Whether the object is a CustomResourceDefinition. */
export function isCustomResourceDefinition(object: PropertyMap): boolean {
  const { apiVersion, kind } = kindOf(object);
  return kind === "CustomResourceDefinition" && apiVersion.startsWith("apiextensions.k8s.io/");
}

/** Whether the object is a Secret of the core group. */
export function isSecretObject(object: PropertyMap): boolean {
  const { apiVersion, kind } = kindOf(object);
  return kind === "Secret" && groupOf(apiVersion) === "";
}

/** A deep copy; unknown values are shared. */
export function copyOf<T extends PropertyValue>(value: T): T;
export function copyOf(value: PropertyValue): PropertyValue {
  if (Array.isArray(value)) return value.map((item) => copyOf(item));
  if (!isPropertyMap(value)) return value;
  const result: PropertyMap = {};
  for (const [key, item] of Object.entries(value)) setProperty(result, key, copyOf(item));
  return result;
}

/** Whether a value is the marker of an unknown one. */
export function isUnknown(value: PropertyValue | undefined): value is Unknown {
  return value instanceof Unknown;
}
