import type { Environment } from "../../config/primitives/environment";
import { parseDnsSubdomain } from "../../config/primitives/names";
import { at } from "../argument-error";

/**
 * Name of an object outside the system's own namespaces, where the stacks of several environments may meet: a text gets
 * the environment behind it, `exactly` is taken as it stands, for the names that the SPEC states.
 */
export type SharedName = string | { readonly exactly: string };

/**
 * The full name (SPEC 0.3: objects outside a system's own namespaces carry the environment in their name).
 * @throws ArgumentError when the result is no name of an object.
 */
export function sharedName(path: string, name: SharedName, environment: Environment): string {
  const full = typeof name === "string" ? `${name}-${environment}` : name.exactly;
  return at(path, () => parseDnsSubdomain(full));
}
