/** What RBAC must know of a stack's objects. */
import { isObject } from "../objects";
import type { Registration } from "../registration";
import type { PolicyRule } from "./rules";

/** An object that a program makes, patches or reads. */
export interface Managed {
  readonly group: string;
  readonly resource: string;
  readonly name: string;
  /** Undefined: the object belongs to no namespace. */
  readonly namespace: string | undefined;
  readonly use: "make" | "patch" | "read";
  /** What a Role permits. Default: none. */
  readonly rules: readonly PolicyRule[];
}

interface Inputs {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly rules?: readonly PolicyRule[];
}

/** The objects among a program's registrations. */
export function managedObjects(registrations: readonly Registration[]): Managed[] {
  return registrations.flatMap((registration) => {
    if (registration.read) return readObject(registration);
    if (!isObject(registration)) return [];
    const { apiVersion = "", kind = "", metadata = {}, rules = [] } = registration.inputs as Inputs;
    const use = registration.type.endsWith("Patch") ? "patch" : "make";
    const { name = registration.name, namespace } = metadata;
    return [{ group: groupOf(apiVersion), resource: resourceOf(kind), name, namespace, use, rules }];
  });
}

/** `kubernetes:GROUP/VERSION:KIND`; what a program reads belongs to no namespace. */
function readObject({ type, inputs }: Registration): Managed[] {
  const [pkg, apiVersion = "", kind = ""] = type.split(":");
  if (pkg !== "kubernetes") return [];
  const name = String(inputs["id"]);
  const group = apiVersion.startsWith("core/") ? "" : groupOf(apiVersion);
  return [{ group, resource: resourceOf(kind), name, namespace: undefined, use: "read", rules: [] }];
}

const groupOf = (apiVersion: string): string => /^(.+)\/[^/]*$/.exec(apiVersion)?.[1] ?? "";

/**
 * The resource of a kind, by the rule that Kubernetes and its code generators follow. No kind here is an exception; the
 * lab's test asks a real API server.
 */
export function resourceOf(kind: string): string {
  const word = kind.toLowerCase();
  if (/(s|x|ch|sh)$/.test(word)) return `${word}es`;
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
}
