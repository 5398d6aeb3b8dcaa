import { removeCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import type { HealthcareKeys } from "./schema";

/** Variables that have a key of their own in the configuration, or a value that other objects depend on. */
export const reservedVariables: Readonly<Record<string, string>> = {
  PHX_HOST: "use healthcare:host",
  PORT: "the port is fixed, probes and Service refer to it",
  POOL_SIZE: "use healthcare:poolSize, from which the database's connections are checked",
  LOG_LEVEL: "use healthcare:logLevel",
  ECTO_IPV6: "use healthcare:ectoIpv6",
  DATABASE_URL: "the program makes it, and it is a secret",
  SECRET_KEY_BASE: "the program makes it, and it is a secret",
  ENCRYPTION_KEY: "the program makes it, and it is a secret",
  OPENAI_API_KEY: "it is a secret: use healthcare:openaiApiKey",
  RELEASE_TMP: "the rest of the file system is read-only",
};

/** backups belong to prod. */
export function checkBackup(
  { stack, environment, namespace, report }: Scope,
  backup: NonNullable<HealthcareKeys["backup"]>,
): void {
  for (const name of Object.keys(backup)) {
    const key = `${namespace}:backup.${name}`;
    report({
      key,
      given: "a value",
      allowed: `nothing in ${environment}: only prod is backed up (R-72)`,
      remedy: [removeCommand(stack, key)],
    });
  }
}
