import type * as pulumi from "@pulumi/pulumi";
import { ArgumentError } from "./argument-error";
import type { Injection } from "./builders/container";
import type { ContainerBase, PodSettings } from "./builders/pod-settings";

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

/** Names and keys of the ConfigMap and the Secrets of a workload, without the values. */
export interface WorkloadData {
  readonly config?: { readonly name: string; readonly keys: readonly string[]; readonly inject: SecretInjection };
  readonly secrets: readonly {
    readonly name: string;
    readonly keys: readonly string[];
    readonly inject: SecretInjection;
  }[];
}

/** What the main container takes as variables from whole objects. */
export function injections({ config, secrets }: WorkloadData): Injection[] {
  return [
    ...(config === undefined ? [] : [{ kind: "configMap" as const, ...config }]),
    ...secrets.map((secret) => ({ kind: "secret" as const, ...secret })),
  ].flatMap(({ inject, ...object }) => (inject === "all" || inject === "keys" ? [{ ...object, inject }] : []));
}

/**
 * Checks that all data reaches a container.
 * @throws ArgumentError for an object that shall be mounted and has no volume, for a Secret's key that no variable
 * names although "variables" says so, and for a variable that names a key which its Secret does not have.
 */
export function assertDataArrives({ config, secrets }: WorkloadData, settings: PodSettings): void {
  const volumes = Object.values(settings.volumes ?? {});
  const mountedMaps = volumes.flatMap((volume) => ("configMap" in volume ? [volume.configMap] : []));
  const mountedSecrets = volumes.flatMap((volume) => ("secret" in volume ? [volume.secret] : []));
  if (config?.inject === "volume" && !mountedMaps.includes(config.name)) throw unmounted("configMap", config.name);
  for (const { name, keys, inject } of secrets) {
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
