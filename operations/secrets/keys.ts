import { readFileSync } from "node:fs";
import { join } from "node:path";

import { nearest } from "../../config/nearest";
import { OperationError } from "../errors";
import { valueAt, type Values } from "../pulumi/values";

/** A secret of a system, as the configuration knows it. */
export interface SecretOfSystem {
  /** Name in the configuration: `databasePassword`. */
  readonly name: string;
  /** Whether a value can stand in the stack file, encrypted. */
  readonly isConfigurable: boolean;
  /** Whether the program makes one where nobody gives it. */
  readonly isGenerated: boolean;
}

/** Where a secret of a stack comes from. */
export type SecretOrigin = "configured" | "generated" | "external" | "missing";

/** The secrets of a system by the schema of the configuration. */
export function secretsOf(system: string): readonly SecretOfSystem[] {
  const keys = schemaKeys();
  const generated = Object.keys(keys[`${system}:secretsVersion`]?.properties ?? {});
  const configurable = Object.entries(keys)
    .filter(([key, note]) => key.startsWith(`${system}:`) && note["x-placeholder"] !== undefined)
    .map(([key]) => key.slice(system.length + 1));
  return [...new Set([...configurable, ...generated])].map((name) => ({
    name,
    isConfigurable: configurable.includes(name),
    isGenerated: generated.includes(name),
  }));
}

/** @throws OperationError `usage` for a secret that the system has not, with the nearest that it has */
export function requireSecret(system: string, name: string): SecretOfSystem {
  const secrets = secretsOf(system);
  const found = secrets.find((secret) => secret.name === name);
  if (found !== undefined) return found;
  const names = secrets.map((secret) => secret.name);
  const near = nearest(name, names);
  throw new OperationError(
    "usage",
    `${system} has no secret "${name}". It has: ${names.length === 0 ? "none" : names.join(", ")}.`,
    near.length === 0 ? [] : [`Did you mean ${near.join(" or ")}?`],
  );
}

/** Where a secret comes from in a stack, by its configuration (C-52). */
export function originOf(values: Values, system: string, { name, isGenerated }: SecretOfSystem): SecretOrigin {
  const isFetched = valueAt(values, `${system}:externalSecrets.${name}.key`) !== undefined;
  const isInVault = system === "bitvault" && valueAt(values, "bitvault:vault.server") !== undefined;
  // The passwords of the data stores that the program runs are its own, Vault or not.
  const isOwnPassword = isGenerated && name.endsWith("Password");
  if (isFetched || (isInVault && !isOwnPassword)) return "external";
  if (valueAt(values, `${system}:${name}`) !== undefined) return "configured";
  return isGenerated ? "generated" : "missing";
}

/** Whether the schema knows a key, such as `mllp:restartedAt`. */
export function hasKey(key: string): boolean {
  return key in schemaKeys();
}

interface Note {
  readonly properties?: object;
  readonly "x-placeholder"?: string;
}

function schemaKeys(): Readonly<Record<string, Note>> {
  const file = join(__dirname, "..", "..", "config", "schema.json");
  const { properties } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly properties: { readonly config: { readonly properties: Readonly<Record<string, Note>> } };
  };
  return properties.config.properties;
}
