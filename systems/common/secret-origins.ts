import * as pulumi from "@pulumi/pulumi";

import type { Generated } from "../../components/builders/generated-secret";
import type { SecretOrigin, SecretSourceArgs } from "../../components/secret-source";
import type { Capabilities } from "../../config/capabilities";
import { choice, group, text } from "../../config/fields";
import { durationFormat, parseDuration, type Duration } from "../../config/primitives/duration";
import { dnsSubdomainFormat, parseDnsSubdomain } from "../../config/primitives/names";
import { removeCommand, setCommand, setSecretCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import type { SecretKey } from "../../config/section";

const STORE_KINDS = ["SecretStore", "ClusterSecretStore"] as const;

type Text = ReturnType<typeof text>;
type Reference = ReturnType<typeof group<{ key: Text; property: Text }>>;
type Store = ReturnType<typeof group<{ kind: ReturnType<typeof choice<typeof STORE_KINDS>>; name: Text }>>;
type ExternalKeys<K extends string> = ReturnType<
  typeof group<{ store: Store; refreshInterval: Text; keys: ReturnType<typeof group<Record<K, Reference>>> }>
>;

/** The group `externalSecrets` as it stands in the stack file. */
export interface ExternalValues<K extends string> {
  readonly store?: { readonly name?: string | undefined; readonly kind?: (typeof STORE_KINDS)[number] | undefined };
  readonly refreshInterval?: string | undefined;
  readonly keys?: Readonly<
    Partial<Record<K, { readonly key?: string | undefined; readonly property?: string | undefined } | undefined>>
  >;
}

/** Everything that decides where the values of a system's secrets come from. */
export interface SecretInputs<K extends string> {
  /** The secret keys of the section. */
  readonly described: Readonly<Record<K, Pick<SecretKey, "description" | "file">>>;
  /** Those that the stack file sets. */
  readonly configured: Readonly<Partial<Record<K, pulumi.Output<string> | undefined>>>;
  readonly external: ExternalValues<K> | undefined;
  /** What the stack makes where nothing else is said. Default: nothing. */
  readonly generated?: Readonly<Partial<Record<K, Generated>>>;
}

/** Where each secret comes from, and the store of those that are fetched. */
export interface SecretOrigins<K extends string> extends Pick<SecretSourceArgs, "store" | "refreshInterval"> {
  readonly origins: Readonly<Record<K, SecretOrigin>>;
}

/**
 * The group `externalSecrets`: what the External Secrets Operator fetches instead of the stack file (C-52, G-16).
 * @param names the secret keys of the system that may be fetched.
 */
export function externalSecretKeys<const K extends string>(names: readonly K[]): ExternalKeys<K> {
  const path = (description: string, example: string): Text =>
    text({
      description,
      format: { pattern: String.raw`^\S+$`, description: "A path or name without blanks.", examples: [example] },
    });
  const reference = (name: K): Reference =>
    group(`Where the value of ${name} lies; one that is set in the stack file is then not used.`, {
      key: path(`Path of the entry with ${name}. Default: none, it is not fetched.`, "audit/prod"),
      property: path(`Field of that entry. Default: the entry as a whole.`, name),
    });
  return group("Secrets that the External Secrets Operator fetches from a store (C-52).", {
    store: group("The store.", {
      kind: choice(
        "A SecretStore of the system's namespace, or a ClusterSecretStore. Default: SecretStore.",
        STORE_KINDS,
      ),
      name: text({
        description: "Name of an existing store. Needed where a key is fetched.",
        format: { ...dnsSubdomainFormat, examples: ["vault"] },
        parse: parseDnsSubdomain,
      }),
    }),
    refreshInterval: text({
      description: "How often the store is asked, at most once a minute. Default: 1h.",
      format: { ...durationFormat, examples: ["1h"] },
      parse: (value) => parseDuration(value, { min: "1m" }),
    }),
    keys: group(
      "What is fetched.",
      Object.fromEntries(names.map((name) => [name, reference(name)])) as Record<K, Reference>,
    ),
  });
}

/** The key `secretsVersion`: new values for all generated secrets (W-16). */
export function secretsVersionKey(): Text {
  return text({
    description:
      "Any change makes new values for the secrets that the stack generates, and restarts the pods (W-16). Default: none.",
    format: { pattern: String.raw`^\S+$`, description: "A text without blanks.", examples: ["2"] },
  });
}

/**
 * Takes each secret from the external store, else from the stack file, else generates it. Reports those that have no
 * origin, and external ones without a store or in a cluster without the operator.
 */
export function resolveSecretOrigins<K extends string>(
  scope: Scope,
  { externalSecrets }: Pick<Capabilities, "externalSecrets">,
  { described, configured, external, generated }: SecretInputs<K>,
): SecretOrigins<K> {
  const { store, keys, refreshInterval } = external ?? {};
  const names = Object.keys(described) as K[];
  const fetched = names.filter((name) => keys?.[name] !== undefined);
  if (fetched.length > 0) {
    checkStore(scope, externalSecrets, store?.name);
  }
  const origin = (name: K): SecretOrigin => {
    const reference = keys?.[name];
    const value = configured[name];
    const rule = generated?.[name];
    if (reference !== undefined) return { external: { ...reference, key: reference.key ?? missingPath(scope, name) } };
    if (value !== undefined) return { value };
    return rule === undefined ? { value: missing(scope, name, described[name]) } : { generated: rule };
  };
  return {
    origins: Object.fromEntries(names.map((name) => [name, origin(name)])) as Record<K, SecretOrigin>,
    ...(fetched.length === 0 || store?.name === undefined ? {} : { store: { name: store.name, kind: store.kind } }),
    ...(refreshInterval === undefined ? {} : { refreshInterval: refreshInterval as Duration }),
  };
}

function checkStore({ stack, namespace, report }: Scope, hasOperator: boolean, store: string | undefined): void {
  const key = `${namespace}:externalSecrets`;
  if (!hasOperator) {
    report({
      key,
      given: "keys to fetch, while bulwark:capabilities.externalSecrets is false",
      allowed: "nothing: the cluster has no External Secrets Operator; set the secrets in the stack file",
      remedy: [removeCommand(stack, key)],
    });
  } else if (store === undefined) {
    report({
      key: `${key}.store.name`,
      given: "nothing, and there are keys to fetch",
      allowed: "the name of an existing store",
      remedy: [setCommand(stack, `${key}.store.name`, "vault")],
    });
  }
}

/** Reports the path; with a problem reported the values are never used. */
function missingPath({ stack, namespace, report }: Scope, name: string): string {
  const key = `${namespace}:externalSecrets.keys.${name}.key`;
  const allowed = "the path of the entry in the store";
  report({ key, given: "nothing", allowed, remedy: [setCommand(stack, key, "audit/prod")] });
  return "";
}

/** Reports the secret; with a problem reported the values are never used. */
function missing(
  { stack, namespace, report }: Scope,
  name: string,
  { description, file }: Pick<SecretKey, "description" | "file">,
): pulumi.Output<string> {
  const key = `${namespace}:${name}`;
  const allowed = `an encrypted value: ${description}`;
  report({ key, given: "nothing", allowed, remedy: [setSecretCommand(stack, key, file)] });
  return pulumi.secret("");
}
