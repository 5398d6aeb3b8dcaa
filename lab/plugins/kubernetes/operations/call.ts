/** One call of the engine, and what all operations share. */
import { isPropertyMap, type PropertyMap } from "../../shared/values";
import { NoMatchError, isFieldConflict } from "../client/errors";
import type { KubeObject } from "../client/types";
import { annotationOf, kindOf } from "../kinds/objects";
import { redact } from "../state/secrets";
import { messageOf } from "../../shared";
import type { Session } from "../session";

/** What an operation knows besides its arguments. */
export interface Call {
  session: Session;
  urn: string;
  /** Fires when the engine cancels. */
  signal: AbortSignal;
}

/** The type under which live objects and property maps meet: both are plain JSON. */
export function asProperties(object: KubeObject): PropertyMap {
  return object as unknown as PropertyMap;
}

/** The object that the API takes, from inputs without markers. */
export function asObject(inputs: PropertyMap): KubeObject {
  const { apiVersion, kind } = kindOf(inputs);
  const metadata = isPropertyMap(inputs["metadata"]) ? inputs["metadata"] : {};
  return { ...inputs, apiVersion, kind, metadata };
}

/** Seconds the resource's `customTimeouts` allow; the engine sends 0 for none. */
export function timeoutOf(seconds: number): { timeoutSeconds?: number } {
  return seconds > 0 ? { timeoutSeconds: seconds } : {};
}

/** The annotations as the waits read them. */
export function annotationsOf(object: PropertyMap): Record<string, string> {
  const metadata = object["metadata"];
  const annotations = isPropertyMap(metadata) ? metadata["annotations"] : undefined;
  const entries = isPropertyMap(annotations) ? Object.entries(annotations) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

/** How the objects that a deleted one owns are treated; Foreground unless annotated. */
export function propagationOf(inputs: PropertyMap): "Foreground" | "Background" | "Orphan" {
  switch (annotationOf(inputs, "pulumi.com/deletionPropagationPolicy").toLowerCase()) {
    case "orphan":
      return "Orphan";
    case "background":
      return "Background";
    default:
      return "Foreground";
  }
}

/** What went wrong, in words that name no secret of the resource and say what to do about a conflict. */
export function explain(error: unknown, properties: PropertyMap, fieldManager: string): string {
  const message = redact(messageOf(error), properties);
  if (isFieldConflict(error)) {
    return (
      "server-side apply field conflict detected; let the other manager keep the field with ignoreChanges, or take it " +
      'with the annotation pulumi.com/patchForce: "true"\n' +
      `The resource managed by field manager "${fieldManager}" had an apply conflict: ${message}`
    );
  }
  return message;
}

/** What to add when the kind does not exist. */
export function isMissingKind(error: unknown): error is NoMatchError {
  return error instanceof NoMatchError;
}
