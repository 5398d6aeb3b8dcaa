import type * as pulumi from "@pulumi/pulumi";
import { ArgumentError } from "./argument-error";
import type { Injection } from "./builders/container";
import type { ContainerBase, PodSettings } from "./builders/pod-settings";
import type { DataByObject } from "./checksum";
import type { SecretSource } from "./secret-source";

/** The workload's ConfigMap; each key reaches the container. */
export interface ConfigSettings {
  readonly name: string;
  readonly data: Readonly<Record<string, string>>;
  /** "all": envFrom; "keys": one variable per key; "volume": a volume of the pod mounts it. Default: "all". */
  readonly inject?: "all" | "keys" | "volume";
}

/**
 * How the keys of a Secret reach the container. "all": envFrom; "keys": one variable per key, of the key's name;
 * "variables": entries of a container's `env` name the keys; "volume": a volume of the pod mounts it.
 */
export type SecretInjection = "all" | "keys" | "variables" | "volume";

/** A Secret of the workload; its values become Pulumi secrets whatever is given. */
export interface SecretSettings {
  readonly name: string;
  readonly data: Readonly<Record<string, pulumi.Input<string>>>;
  readonly inject: SecretInjection;
}

/** A Secret that a SecretSource makes, for this workload and perhaps others. */
export interface SharedSecret {
  readonly from: SecretSource;
  readonly inject: SecretInjection;
}

/** A Secret of a workload: its own, or that of a source. */
export type WorkloadSecret = SecretSettings | SharedSecret;

/** Names and keys of the ConfigMap and the Secrets of a workload, without the values. */
export interface WorkloadData {
  readonly config?: { readonly name: string; readonly keys: readonly string[]; readonly inject: SecretInjection };
  readonly secrets: readonly {
    readonly name: string;
    readonly keys: readonly string[];
    readonly inject: SecretInjection;
    /** The operator adds keys to what the program makes. */
    readonly isMixed?: boolean;
  }[];
}

/** Names and keys of a workload's data. */
export function workloadData(
  config: ConfigSettings | undefined,
  secrets: readonly WorkloadSecret[] = [],
): WorkloadData {
  return {
    ...(config === undefined
      ? {}
      : { config: { name: config.name, keys: Object.keys(config.data), inject: config.inject ?? "all" } }),
    secrets: secrets.map((each) =>
      "from" in each
        ? { name: each.from.secretName, keys: each.from.keys, inject: each.inject, isMixed: each.from.isMixed }
        : { name: each.name, keys: Object.keys(each.data), inject: each.inject },
    ),
  };
}

/** The secret values that the program knows, by Secret: what an external store changes rolls no pods. */
export function knownSecrets(secrets: readonly WorkloadSecret[] = []): DataByObject {
  return Object.fromEntries(
    secrets
      .map((each) => ("from" in each ? { name: each.from.secretName, data: known(each.from) } : each))
      .flatMap(({ name, data }) => (Object.keys(data).length === 0 ? [] : [[name, data]])),
  );
}

/** What the main container takes as variables from whole objects. */
export function injections({ config, secrets }: WorkloadData): Injection[] {
  return [
    ...(config === undefined ? [] : [{ kind: "configMap" as const, ...config }]),
    ...secrets.map((secret) => ({ kind: "secret" as const, ...secret })),
  ].flatMap(({ kind, name, keys, inject }) =>
    inject === "all" || inject === "keys" ? [{ kind, name, keys, inject }] : [],
  );
}

/**
 * Checks that all data reaches a container.
 * @throws ArgumentError for an object that shall be mounted and has no volume, for a Secret's key that no variable
 * names although "variables" says so, for a variable that names a key which its Secret does not have, and for a Secret
 * with keys of two writers that pods would not wait for.
 */
export function assertDataArrives({ config, secrets }: WorkloadData, settings: PodSettings): void {
  const volumes = Object.values(settings.volumes ?? {});
  const mountedMaps = volumes.flatMap((volume) => ("configMap" in volume ? [volume.configMap] : []));
  const mountedSecrets = volumes.flatMap((volume) => ("secret" in volume ? [volume.secret] : []));
  if (config?.inject === "volume" && !mountedMaps.includes(config.name)) throw unmounted("configMap", config.name);
  for (const { name, keys, inject, isMixed } of secrets) {
    if (isMixed === true && (inject === "all" || inject === "volume")) {
      const remedy = "the kubelet then waits for each key; else pods could start before the operator has added its own";
      throw new ArgumentError(`secrets.${name}.inject`, `"${inject}"`, '"keys" or "variables"', remedy);
    }
    if (inject === "volume" && !mountedSecrets.includes(name)) throw unmounted("secret", name);
    const named = keysNamed(name, settings);
    const missing = inject === "variables" ? keys.find((key) => !named.includes(key)) : undefined;
    if (missing !== undefined) {
      const remedy = `add { secret: "${name}", key: "${missing}" } to a container's env, or take the key out (R-61)`;
      throw new ArgumentError(`secrets.${name}.${missing}`, "a key that no variable names", "a variable", remedy);
    }
    const unknown = named.find((key) => !keys.includes(key));
    if (unknown !== undefined) {
      const given = `key "${unknown}" of Secret ${name}`;
      throw new ArgumentError("env", given, `one of ${keys.join(", ")}`, "correct the key");
    }
  }
}

function known({ known: values }: SecretSource): DataByObject[string] {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

function unmounted(kind: "configMap" | "secret", name: string): ArgumentError {
  const what = kind === "secret" ? "Secret" : "ConfigMap";
  const remedy = `add { ${kind}: "${name}" } to volumes and mount it`;
  return new ArgumentError(
    `${kind === "secret" ? "secrets" : "config"}.${name}`,
    "inject volume without a volume",
    `a volume of the ${what}`,
    remedy,
  );
}

/** The keys of a Secret that variables name. */
function keysNamed(secret: string, { container, initContainers = [], sidecars = [] }: PodSettings): string[] {
  const containers: readonly ContainerBase[] = [container, ...sidecars, ...initContainers];
  return containers
    .flatMap(({ env = {} }) => Object.values(env))
    .flatMap((source) =>
      typeof source !== "string" && "secret" in source && source.secret === secret ? [source.key] : [],
    );
}

/** Names of the ConfigMap and the Secrets that a workload reads. */
export function dataNames(
  config: ConfigSettings | undefined,
  secrets: readonly WorkloadSecret[] | undefined,
): string[] {
  const data = workloadData(config, secrets);
  return [...(data.config === undefined ? [] : [data.config.name]), ...data.secrets.map(({ name }) => name)];
}
