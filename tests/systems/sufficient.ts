import type { Environment } from "../../config/primitives/environment";
import type { Section } from "../../config/section";
import type { ConfigurationSource } from "../../config/source";
import { registry, systemNames, type SystemName } from "../../systems/registry";
import { appointment } from "./appointment/sufficient";
import { bitvault } from "./bitvault/sufficient";
import type { Keys, SystemConfiguration } from "./example-keys";
import { healthcare } from "./healthcare/sufficient";
import { mllp } from "./mllp/sufficient";
import { smedrec } from "./smedrec/sufficient";

/** Each system keeps its part in its own folder. */
const systems: Readonly<Record<SystemName, SystemConfiguration>> = {
  mllp,
  healthcare,
  smedrec,
  appointment,
  bitvault,
};

/** What a stack of each environment must say about itself. */
const stackKeys: Readonly<Record<Environment, Keys>> = {
  dev: {},
  staging: { "bulwark:context": "a-context" },
  prod: { "bulwark:context": "a-context" },
  preview: {},
};

const stackNames: Readonly<Record<Environment, string>> = {
  dev: "dev",
  staging: "staging",
  prod: "prod",
  preview: "preview-pr-7",
};

/** The plain configuration that suffices for a stack with `chosen` systems; default: all of the environment. */
export function sufficientKeys(environment: Environment, chosen: readonly SystemName[] = systemNames): Keys {
  return chosen.reduce<Keys>((keys, name) => ({ ...keys, ...systems[name][environment] }), stackKeys[environment]);
}

/** The sufficient configuration of `environment` with `changes` over it and every secret set. */
export function sufficient(environment: Environment, changes: Keys = {}): ConfigurationSource {
  return sourceOf(stackNames[environment], { ...sufficientKeys(environment), ...changes }, placeholders());
}

/** Like {@link sufficient}, of a stack that runs `system` only: a test of one system never changes with another. */
export function alone(system: SystemName): (environment: Environment, changes?: Keys) => ConfigurationSource {
  return (environment: Environment, changes: Keys = {}) => {
    const keys = { "bulwark:systems": [system], ...sufficientKeys(environment, [system]), ...changes };
    return sourceOf(stackNames[environment], keys, placeholders());
  };
}

/** The same configuration as if no secret had been set. */
export function withoutSecrets(source: ConfigurationSource): ConfigurationSource {
  const values = Object.entries(source.values).filter(([key]) => !source.secretKeys.has(key));
  return { ...source, values: Object.fromEntries(values), secretKeys: new Set() };
}

/** The placeholders of every secret key by full key, without those that the program makes by itself. */
export function placeholders(): Record<string, string> {
  const sections: readonly Section[] = Object.values(registry).map(({ section }) => section);
  return Object.fromEntries(
    sections.flatMap(({ namespace, secrets }) =>
      Object.entries(secrets)
        .filter(([, { isOptional }]) => isOptional !== true)
        .map(([key, { placeholder }]): [string, string] => [`${namespace}:${key}`, placeholder]),
    ),
  );
}

/** A source as the engine would make it: values as text, objects as JSON; a key that is undefined is not there. */
export function sourceOf(
  stack: string,
  config: Keys,
  secrets: Readonly<Record<string, string>> = {},
): ConfigurationSource {
  const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
  const given = Object.entries(config).filter(([, value]) => value !== undefined);
  const plain = given.map(([key, value]): [string, string] => [key, text(value)]);
  return {
    stack,
    values: { ...Object.fromEntries(plain), ...secrets },
    secretKeys: new Set(Object.keys(secrets)),
    today: "2026-01-31",
  };
}
