import type { SecretOrigin, SecretSourceArgs } from "../../components/secret-source";
import type { Capabilities } from "../../config/capabilities";
import type { Duration } from "../../config/primitives/duration";
import { removeCommand, setCommand } from "../../config/problem";
import type { ServiceScope } from "./checks";
import type { AppointmentKeys, ServiceKeys } from "./schema";

/** Variables of one service that are fetched from a store (G-16); the program never sees them. */
export interface ServiceSecrets extends Pick<SecretSourceArgs, "store" | "refreshInterval"> {
  /** Name of the variable, which is the key of the Secret too → where its value lies. */
  readonly origins: Readonly<Record<string, SecretOrigin>>;
}

/**
 * The secrets of one service; absent where it has none. Reports a cluster without the External Secrets Operator, a store
 * without a name, an entry without its path, and a variable that stands in `extraEnv` too.
 */
export function resolveSecrets(
  scope: ServiceScope,
  { externalSecrets }: Pick<Capabilities, "externalSecrets">,
  { secretStore = {} }: Pick<AppointmentKeys, "secretStore">,
  { externalSecrets: given = {}, extraEnv = {} }: ServiceKeys,
): ServiceSecrets | undefined {
  const { stack, namespace, key, report } = scope;
  // An empty reference is what is left of one whose values were refused.
  const variables = Object.entries(given).filter(([, { key: path, property }]) => (path ?? property) !== undefined);
  const [first] = variables;
  if (first === undefined) return undefined;
  if (!externalSecrets) {
    report({
      key: key("externalSecrets"),
      given: `${first[0]}, while bulwark:capabilities.externalSecrets is false`,
      allowed: "nothing: the cluster has no External Secrets Operator (G-57)",
      remedy: [removeCommand(stack, key("externalSecrets"))],
    });
  }
  const { kind = "ClusterSecretStore", name, refreshInterval = "1h" } = secretStore;
  if (name === undefined) {
    report({
      key: `${namespace}:secretStore.name`,
      given: `nothing, and ${key(`externalSecrets.${first[0]}`)} is fetched from a store`,
      allowed: "the name of a store that exists",
      remedy: [setCommand(stack, `${namespace}:secretStore.name`, "vault")],
    });
  }
  const origins = variables.map(([variable, reference]) => {
    checkVariable(scope, variable, reference.key, variable in extraEnv);
    const { key: path = "", property } = reference;
    return [variable, { external: { key: path, ...(property === undefined ? {} : { property }) } }] as const;
  });
  return {
    origins: Object.fromEntries(origins),
    store: { kind, name: name ?? "" },
    refreshInterval: refreshInterval as Duration,
  };
}

function checkVariable(
  { stack, key, report }: ServiceScope,
  variable: string,
  path: string | undefined,
  isPlainToo: boolean,
): void {
  const place = key(`externalSecrets.${variable}`);
  if (path === undefined) {
    report({
      key: `${place}.key`,
      given: "nothing",
      allowed: "the path of the entry in the store",
      remedy: [setCommand(stack, `${place}.key`, "appointment/prod")],
    });
  }
  if (isPlainToo) {
    report({
      key: place,
      given: `a reference, beside ${key(`extraEnv.${variable}`)}`,
      allowed: "one of both",
      remedy: [removeCommand(stack, key(`extraEnv.${variable}`))],
    });
  }
}
