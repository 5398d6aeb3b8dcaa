import type * as pulumi from "@pulumi/pulumi";
import type * as z from "zod";

import { choice, group, text } from "../../config/fields";
import { durationFormat, parseDuration, type Duration } from "../../config/primitives/duration";
import { dnsSubdomainFormat, parseDnsSubdomain } from "../../config/primitives/names";
import { removeCommand, setCommand, setSecretCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import type { SecretKey } from "../../config/section";
import type { Generated } from "../../components/builders/generated-secret";
import type { SecretOrigin, SecretStoreReference } from "../../components/secret-source";

type TextKey = ReturnType<typeof text>;
type Reference = ReturnType<typeof group<{ key: TextKey; property: TextKey }>>;
type Store = ReturnType<
  typeof group<{
    kind: ReturnType<typeof choice<["SecretStore", "ClusterSecretStore"]>>;
    name: TextKey;
    refreshInterval: TextKey;
  }>
>;
type GroupOf<K extends string, T extends z.ZodType> = ReturnType<typeof group<{ [N in K]: T }>>;

const plainText = { pattern: String.raw`^\S+$`, description: "a text without blanks" };

/** The key `secretStore`: an existing store of the External Secrets Operator (G-16). */
export function secretStoreKey(): Store {
  return group("The store from which externalSecrets are fetched (G-16).", {
    kind: choice("Kind of the store. Default: ClusterSecretStore, which serves every namespace.", [
      "SecretStore",
      "ClusterSecretStore",
    ]),
    name: text({
      description: "Name of a store that exists already. Required with externalSecrets.",
      format: { ...dnsSubdomainFormat, examples: ["vault"] },
      parse: parseDnsSubdomain,
    }),
    refreshInterval: text({
      description: "How often the values are fetched, at most once a minute. Default: 1h.",
      format: { ...durationFormat, examples: ["1h"] },
      parse: (value) => parseDuration(value, { min: "1m" }),
    }),
  });
}

/** The key `externalSecrets`: per secret where its value lies in the store. */
export function externalSecretsKey<const K extends string>(names: readonly K[]): GroupOf<K, Reference> {
  const reference = (name: string): Reference =>
    group(`Where ${name} lies in the store; a value in the stack file is then not used.`, {
      key: text({
        description: `Path of the entry that holds ${name}. Default: ${name} is not fetched.`,
        format: { ...plainText, examples: ["healthcare/prod"] },
      }),
      property: text({
        description: "Field of the entry. Default: the entry as a whole.",
        format: { ...plainText, examples: [name] },
      }),
    });
  return group(
    "Secrets that the External Secrets Operator fetches; the program never sees them (C-52).",
    Object.fromEntries(names.map((name) => [name, reference(name)])) as { [N in K]: Reference },
  );
}

/** The key `secretsVersion`: per generated secret a text whose change makes a new one (W-16, G-17). */
export function secretsVersionKey<const K extends string>(names: readonly K[]): GroupOf<K, TextKey> {
  const version = (name: string): TextKey =>
    text({
      description: `A changed text makes a new ${name} (W-16). Default: none, the first one stays.`,
      format: { ...plainText, examples: ["2026-01-31"] },
    });
  return group(
    "Versions of the generated secrets.",
    Object.fromEntries(names.map((name) => [name, version(name)])) as { [N in K]: TextKey },
  );
}

/** What a stack says of its secrets. */
export interface SecretValues {
  readonly secretStore?:
    | {
        readonly kind?: "SecretStore" | "ClusterSecretStore" | undefined;
        readonly name?: string | undefined;
        readonly refreshInterval?: string | undefined;
      }
    | undefined;
  readonly externalSecrets?:
    | Readonly<
        Record<string, { readonly key?: string | undefined; readonly property?: string | undefined } | undefined>
      >
    | undefined;
  readonly secretsVersion?: Readonly<Record<string, string | undefined>> | undefined;
}

/** One secret of a system. */
export interface SecretRequest {
  /** Its name in the configuration. */
  readonly name: string;
  readonly about: SecretKey;
  /** What the stack file holds. */
  readonly configured: pulumi.Output<string> | undefined;
  /** How the program makes it. Default: it cannot. */
  readonly generated?: Generated;
}

/**
 * Where a secret comes from: fetched where `externalSecrets` names it, else as configured, else generated (C-52). A value
 * beside a reference is no mistake: a rendering and the lab have one for every secret that is required. Reports a secret
 * that nothing gives, a field of no entry, and a version of what is not generated.
 */
export function resolveOrigin(scope: Scope, values: SecretValues, request: SecretRequest): SecretOrigin {
  const { name, configured, generated } = request;
  const external = externalOrigin(values, name);
  const rotation = values.secretsVersion?.[name];
  if (external === undefined && values.externalSecrets?.[name]?.property !== undefined) {
    reportFieldOfNothing(scope, name);
  }
  if (external === undefined && configured === undefined && generated !== undefined) {
    return { generated: { ...generated, ...(rotation === undefined ? {} : { rotation }) } };
  }
  if (rotation !== undefined) {
    const key = `${scope.namespace}:secretsVersion.${name}`;
    const allowed = "nothing: the secret is not generated, so that a version would not change it";
    scope.report({ key, given: rotation, allowed, remedy: [removeCommand(scope.stack, key)] });
  }
  if (external === undefined && configured === undefined) {
    reportMissing(scope, request);
  }
  return external ?? { value: configured ?? "" };
}

/** Where a secret lies in the store; undefined where the stack does not say. */
export function externalOrigin({ externalSecrets }: SecretValues, name: string): SecretOrigin | undefined {
  const { key, property } = externalSecrets?.[name] ?? {};
  return key === undefined ? undefined : { external: { key, ...(property === undefined ? {} : { property }) } };
}

/**
 * The store of the external secrets; undefined where none is external.
 * Reports a store without a name, and a cluster without the operator.
 */
export function resolveStore(
  { stack, namespace, report }: Scope,
  { secretStore = {}, externalSecrets = {} }: SecretValues,
  isAvailable: boolean,
): { readonly store: SecretStoreReference; readonly refreshInterval: Duration } | undefined {
  const [first] = Object.entries(externalSecrets).flatMap(([name, reference]) =>
    reference?.key === undefined ? [] : [name],
  );
  if (first === undefined) {
    return undefined;
  }
  if (!isAvailable) {
    const key = `${namespace}:externalSecrets`;
    const allowed = "nothing while bulwark:capabilities.externalSecrets is false (G-57)";
    report({ key, given: first, allowed, remedy: [removeCommand(stack, key)] });
  }
  const { kind = "ClusterSecretStore", name, refreshInterval = "1h" } = secretStore;
  if (name === undefined) {
    const key = `${namespace}:secretStore.name`;
    report({
      key,
      given: `nothing, and ${first} is fetched from a store`,
      allowed: "the name of a store that exists",
      remedy: [setCommand(stack, key, "vault")],
    });
    return undefined;
  }
  return { store: { kind, name }, refreshInterval: refreshInterval as Duration };
}

function reportFieldOfNothing({ stack, namespace, report }: Scope, name: string): void {
  const key = `${namespace}:externalSecrets.${name}.key`;
  report({
    key,
    given: "nothing, and a field of it",
    allowed: "the path of the entry that has the field",
    remedy: [setCommand(stack, key, `${namespace}/prod`)],
  });
}

function reportMissing({ stack, namespace, report }: Scope, { name, about }: SecretRequest): void {
  const { description, file } = about;
  report({
    key: `${namespace}:${name}`,
    given: "nothing",
    allowed: `an encrypted value: ${description}`,
    remedy: [setSecretCommand(stack, `${namespace}:${name}`, file)],
  });
}
