import type * as pulumi from "@pulumi/pulumi";

import type { VaultSettings } from "../../components/builders/secret-store";
import type { SecretOrigin } from "../../components/secret-source";
import type { Duration } from "../../config/primitives/duration";
import { removeCommand, setCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import type { StackSettings } from "../../config/stack";
import { resolveOrigin } from "../common/secret-origins";
import { checkedConnection } from "./connection-strings";
import type { InCluster } from "./in-cluster";
import { secrets as about, type BitvaultKeys, type BitvaultReading, type BitvaultSecret } from "./schema";
import type { Stores } from "./stores";
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
  /** Per workload: variable → where its value comes from; without those that the program's own data stores give. */
  readonly origins: PerWorkload<Readonly<Record<string, SecretOrigin>>>;
  /** Versions of the passwords of the data stores that the program runs; another one makes another password (W-16). */
  readonly versions: Readonly<Partial<Record<"postgresPassword" | "natsPassword", string>>>;
  /** The store of the namespace. Absent: nothing is fetched. */
  readonly vault?: { readonly settings: VaultSettings; readonly refreshInterval: Duration };
}

/** The secrets of the stack file, encrypted. */
type GivenSecrets = Readonly<Partial<Record<BitvaultSecret, pulumi.Output<string>>>>;

/** The secret that the program writes where it runs the store (G-46), and the password of its making. */
const writtenFor = {
  postgres: { secret: "databaseUrl", password: "postgresPassword" },
  nats: { secret: "natsUrl", password: "natsPassword" },
} as const;

/**
 * Fetches everything from Vault where the stack names one and the cluster has the operator; else each secret is the stack's
 * own, and the session secret is made where it is not given (C-52). Where the program runs a store, it writes the connection
 * string itself. Reports those that are missing, all at once, and those that are given beside what gives them.
 */
export function resolveSecrets(
  scope: Scope,
  { capabilities }: StackSettings,
  { values, secrets: given, problems }: BitvaultReading,
  stores: { readonly inCluster: InCluster; readonly stores: Stores; readonly namespace: string },
): SecretsValues {
  const { inCluster, namespace } = stores;
  const written = checkWritten(scope, values, given, inCluster);
  const { postgresPassword, natsPassword } = values.secretsVersion ?? {};
  const versions = {
    ...(postgresPassword === undefined ? {} : { postgresPassword }),
    ...(natsPassword === undefined ? {} : { natsPassword }),
  };
  // A group that was refused as a whole is not there, but meant.
  const isRefused = problems.some(({ key }) => key === `${scope.namespace}:vault`);
  const fetched = resolveVault(scope, isRefused ? {} : values.vault, namespace);
  if (fetched !== undefined && capabilities.externalSecrets) {
    checkNothingBeside(scope, values, given, written);
    const { entries, ...vault } = fetched;
    return {
      vault,
      versions,
      origins: perVariable(written, (_, variable, workload) => ({
        external: { key: `${entries}/${names[workload]}`, property: variable },
      })),
    };
  }
  const own = ownOrigins(scope, values, given, stores.stores, written);
  return { versions, origins: perVariable(written, (secret) => own(secret)) };
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

/** The secrets that the program writes; reports those that are given nevertheless, and versions of passwords that it does not make. */
function checkWritten(
  { stack, namespace, report }: Scope,
  { secretsVersion = {} }: BitvaultKeys,
  given: GivenSecrets,
  inCluster: InCluster,
): ReadonlySet<BitvaultSecret> {
  const stores = Object.keys(writtenFor) as (keyof typeof writtenFor)[];
  for (const store of stores) {
    const { secret, password } = writtenFor[store];
    const isInside = inCluster[store] !== undefined;
    const [name, isGiven] = isInside
      ? [secret, given[secret] !== undefined]
      : [`secretsVersion.${password}`, secretsVersion[password] !== undefined];
    if (!isGiven) continue;
    const key = `${namespace}:${name}`;
    const allowed = isInside
      ? `nothing while ${namespace}:inCluster.${store}.enabled is true: the program writes it`
      : `nothing unless ${namespace}:inCluster.${store}.enabled is true: the program makes no such password`;
    report({ key, given: "a value", allowed, remedy: [removeCommand(stack, key)] });
  }
  return new Set(stores.flatMap((store) => (inCluster[store] === undefined ? [] : [writtenFor[store].secret])));
}

function checkNothingBeside(
  { stack, namespace, report }: Scope,
  values: BitvaultKeys,
  given: GivenSecrets,
  written: ReadonlySet<BitvaultSecret>,
): void {
  const versioned = values.secretsVersion?.sessionSecret === undefined ? [] : ["secretsVersion.sessionSecret"];
  const beside = (Object.keys(given) as BitvaultSecret[]).filter((name) => !written.has(name));
  for (const name of [...beside, ...versioned]) {
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
  stores: Stores,
  written: ReadonlySet<BitvaultSecret>,
): (secret: BitvaultSecret) => SecretOrigin {
  const origin = (name: BitvaultSecret): SecretOrigin => {
    const value = given[name];
    const configured = value && checkedConnection(value, name, stores, `${scope.namespace}:${name}`);
    const generated = name === "sessionSecret" ? { generated: { length: sessionSecretLength } } : {};
    return resolveOrigin(scope, { secretsVersion }, { name, about: about[name], configured, ...generated });
  };
  // Once each: several workloads share them, and a missing one is one problem.
  const all = new Map(
    (Object.keys(about) as BitvaultSecret[]).flatMap((name) => (written.has(name) ? [] : [[name, origin(name)]])),
  );
  return (secret) => {
    const found = all.get(secret);
    if (found === undefined) throw new Error(`nobody asked for the origin of ${secret}`);
    return found;
  };
}

function perVariable(
  written: ReadonlySet<BitvaultSecret>,
  originOf: (secret: BitvaultSecret, variable: string, workload: WorkloadKey) => SecretOrigin,
): SecretsValues["origins"] {
  return perWorkload((workload) => {
    const variables = Object.entries(secretVariables[workload]) as [BitvaultSecret, string][];
    return Object.fromEntries(
      variables.flatMap(([secret, variable]) =>
        written.has(secret) ? [] : [[variable, originOf(secret, variable, workload)]],
      ),
    );
  });
}
