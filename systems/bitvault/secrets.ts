import type * as pulumi from "@pulumi/pulumi";

import type { VaultSettings } from "../../components/builders/secret-store";
import type { SecretOrigin } from "../../components/secret-source";
import type { Duration } from "../../config/primitives/duration";
import { removeCommand, setCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import type { StackSettings } from "../../config/stack";
import { checkedUrl } from "../common/secret-format";
import { resolveOrigin } from "../common/secret-origins";
import { secrets as about, type BitvaultKeys, type BitvaultReading, type BitvaultSecret } from "./schema";
import {
  names,
  perWorkload,
  secretVariables,
  sessionSecretLength,
  vault as vaultDefaults,
  type PerWorkload,
  type WorkloadKey,
} from "./values";

/** Where the workloads' secrets come from (G-47). */
export interface SecretsValues {
  /** Per workload: variable → where its value comes from. */
  readonly origins: PerWorkload<Readonly<Record<string, SecretOrigin>>>;
  /** The store of the namespace. Absent: nothing is fetched. */
  readonly vault?: { readonly settings: VaultSettings; readonly refreshInterval: Duration };
}

/** The secrets of the stack file, encrypted. */
type GivenSecrets = Readonly<Partial<Record<BitvaultSecret, pulumi.Output<string>>>>;

/** Beginnings of the connection strings. */
const schemes: Readonly<Partial<Record<BitvaultSecret, readonly string[]>>> = {
  databaseUrl: ["postgres", "postgresql"],
  redisUrl: ["redis", "rediss"],
  natsUrl: ["nats", "tls"],
};

/**
 * Fetches everything from Vault where the stack names one and the cluster has the operator; else each secret is the stack's
 * own, and the session secret is made where it is not given (C-52). Reports those that are missing, all at once, and those
 * that are given beside a Vault.
 */
export function resolveSecrets(
  scope: Scope,
  { capabilities }: StackSettings,
  { values, secrets: given, problems }: BitvaultReading,
  namespace: string,
): SecretsValues {
  // A group that was refused as a whole is not there, but meant.
  const isRefused = problems.some(({ key }) => key === `${scope.namespace}:vault`);
  const fetched = resolveVault(scope, isRefused ? {} : values.vault, namespace);
  if (fetched !== undefined && capabilities.externalSecrets) {
    checkNothingBeside(scope, values, given);
    const { entries, ...vault } = fetched;
    return {
      vault,
      origins: perVariable((_, variable, workload) => ({
        external: { key: `${entries}/${names[workload]}`, property: variable },
      })),
    };
  }
  const own = ownOrigins(scope, values, given);
  return { origins: perVariable((secret) => own[secret]) };
}

function resolveVault(
  { stack, environment, namespace: section, report }: Scope,
  given: BitvaultKeys["vault"],
  namespace: string,
): (NonNullable<SecretsValues["vault"]> & { readonly entries: string }) | undefined {
  if (given === undefined) return undefined;
  const example = "https://vault.example.com:8200";
  const { server, authority, refreshInterval, entries, role, ...settings } = given;
  if (server === undefined) {
    const key = `${section}:vault`;
    const remedy = [setCommand(stack, `${key}.server`, example), `or: ${removeCommand(stack, key)}`];
    const allowed = "the address of the Vault, or no Vault at all";
    report({ key, given: "no server", allowed, remedy });
  }
  if (authority !== undefined && authority.configMap === undefined) {
    const key = `${section}:vault.authority`;
    const allowed = "the ConfigMap that holds the certificate authority";
    report({ key, given: "no configMap", allowed, remedy: [setCommand(stack, `${key}.configMap`, "vault-ca")] });
  }
  return {
    settings: {
      server: server ?? example,
      ...settings,
      role: role ?? namespace,
      ...(authority?.configMap === undefined
        ? {}
        : { authority: { configMap: authority.configMap, key: authority.key ?? "ca.crt" } }),
    },
    refreshInterval: (refreshInterval ?? vaultDefaults.refreshInterval) as Duration,
    entries: entries ?? `bitvault/${environment}`,
  };
}

function checkNothingBeside({ stack, namespace, report }: Scope, values: BitvaultKeys, given: GivenSecrets): void {
  const versioned = values.secretsVersion?.sessionSecret === undefined ? [] : ["secretsVersion"];
  for (const name of [...Object.keys(given), ...versioned]) {
    const key = `${namespace}:${name}`;
    report({
      key,
      given: `a value, beside ${namespace}:vault`,
      allowed: "nothing: every secret of the system is fetched",
      remedy: [removeCommand(stack, key)],
    });
  }
}

function ownOrigins(
  scope: Scope,
  { secretsVersion }: BitvaultKeys,
  given: GivenSecrets,
): Readonly<Record<BitvaultSecret, SecretOrigin>> {
  const origin = (name: BitvaultSecret): [BitvaultSecret, SecretOrigin] => {
    const accepted = schemes[name];
    const value = given[name];
    const configured =
      value !== undefined && accepted !== undefined ? checkedUrl(value, accepted, `${scope.namespace}:${name}`) : value;
    const generated = name === "sessionSecret" ? { generated: { length: sessionSecretLength } } : {};
    return [name, resolveOrigin(scope, { secretsVersion }, { name, about: about[name], configured, ...generated })];
  };
  const all = (Object.keys(about) as BitvaultSecret[]).map(origin);
  return Object.fromEntries(all) as Record<BitvaultSecret, SecretOrigin>;
}

function perVariable(
  originOf: (secret: BitvaultSecret, variable: string, workload: WorkloadKey) => SecretOrigin,
): SecretsValues["origins"] {
  return perWorkload((workload) =>
    Object.fromEntries(
      Object.entries(secretVariables[workload]).map(([secret, variable]) => [
        variable,
        originOf(secret as BitvaultSecret, variable, workload),
      ]),
    ),
  );
}
