import type * as pulumi from "@pulumi/pulumi";

import type { Generated } from "../../components/builders/generated-secret";
import type { SecretOrigin, SecretSourceArgs } from "../../components/secret-source";
import type { Environment } from "../../config/primitives/environment";
import { setCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import type { StackSettings } from "../../config/stack";
import { externalOrigin, resolveOrigin, resolveStore } from "../common/secret-origins";
import type { DatabaseValues } from "./database";
import { type GENERATED_SECRETS, healthcareSection, type HealthcareKeys, type HealthcareSecret } from "./schema";
import { formatChecked } from "./secret-format";

/** Where the values of the app's and the database's secrets come from (SPEC 1.2.5, G-12, G-16). */
export interface SecretsValues {
  /** `password` of `postgres-secrets`: of the user postgres, or of the owner where CloudNativePG runs the database. */
  readonly databasePassword: SecretOrigin;
  /** Password of the app's own role. Absent: it has none. */
  readonly rolePassword?: SecretOrigin;
  /** DATABASE_URL. Absent: the program writes it with the password (C-13). */
  readonly databaseUrl?: SecretOrigin;
  readonly secretKeyBase: SecretOrigin;
  readonly encryptionKey: SecretOrigin;
  readonly openaiApiKey: SecretOrigin;
  /** Absent: nothing is fetched. */
  readonly external?: Pick<SecretSourceArgs, "store" | "refreshInterval">;
}

/** How the program makes what is not given. PHI that was encrypted with a key is lost without it, so prod keeps it. */
const generated = (environment: Environment): Readonly<Record<(typeof GENERATED_SECRETS)[number], Generated>> => ({
  databasePassword: { length: 32 },
  rolePassword: { length: 32 },
  secretKeyBase: { length: 64 },
  encryptionKey: { bytes: 32, encoding: "hex", irreplaceable: environment === "prod" },
});

type Secrets = Readonly<Partial<Record<HealthcareSecret, pulumi.Output<string>>>>;

/** Decides per secret between the store, the configuration and a generated value. */
export function resolveSecrets(
  scope: Scope,
  { externalSecrets }: StackSettings["capabilities"],
  values: HealthcareKeys,
  given: Secrets,
  database: DatabaseValues,
): SecretsValues {
  const about = healthcareSection.secrets;
  const made = (name: (typeof GENERATED_SECRETS)[number]): SecretOrigin => {
    const configured = formatChecked(name, given[name]);
    return resolveOrigin(scope, values, {
      name,
      about: about[name],
      configured,
      generated: generated(scope.environment)[name],
    });
  };
  const name = "openaiApiKey";
  const hasRole = database.cluster === undefined && database.applicationRole !== undefined;
  const databaseUrl = externalOrigin(values, "databaseUrl");
  const external = resolveStore(scope, values, externalSecrets);
  checkUrl(scope, values, hasRole ? "rolePassword" : "databasePassword");
  return {
    databasePassword: made("databasePassword"),
    ...(hasRole ? { rolePassword: made("rolePassword") } : {}),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    secretKeyBase: made("secretKeyBase"),
    encryptionKey: made("encryptionKey"),
    openaiApiKey: resolveOrigin(scope, values, { name, about: about[name], configured: given[name] }),
    ...(external === undefined ? {} : { external }),
  };
}

/** C-13: the program cannot write a URL with a password that it never sees, and must not write one with another password. */
function checkUrl(
  { stack, namespace, report }: Scope,
  { externalSecrets = {} }: HealthcareKeys,
  password: "rolePassword" | "databasePassword",
): void {
  const isFetched = (name: typeof password | "databaseUrl"): boolean => externalSecrets[name]?.key !== undefined;
  if (isFetched(password) === isFetched("databaseUrl")) {
    return;
  }
  const [there, missing] = isFetched(password) ? [password, "databaseUrl"] : ["databaseUrl", password];
  const key = `${namespace}:externalSecrets.${missing}.key`;
  report({
    key,
    given: `nothing, while ${there} lies in the store`,
    allowed: "both in the store, because the URL holds the password (C-13)",
    remedy: [setCommand(stack, key, "healthcare/database")],
  });
}
