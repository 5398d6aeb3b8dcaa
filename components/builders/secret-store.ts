import { parseHost } from "../../config/primitives/host";
import { parseDataKey, parseDnsSubdomain } from "../../config/primitives/names";
import { ArgumentError, at, wholeNumber } from "../argument-error";
import type { CustomFields } from "../custom-resources";
import type { WorkloadIdentity } from "../types";
import { metadata, type ObjectSettings } from "./metadata";

/** How External Secrets reaches a Vault. */
export interface VaultSettings {
  /** Address with scheme https, such as "https://vault.example.com:8200". */
  readonly server: string;
  /** Where the key-value engine is mounted. Default: "secret". */
  readonly path?: string | undefined;
  /** Version of the engine. Default: "v2". */
  readonly version?: "v1" | "v2" | undefined;
  /** Role in Vault that admits the store's ServiceAccount and nothing but the system's own paths. */
  readonly role: string;
  /** Where Vault's Kubernetes authentication of this cluster is mounted. Default: "kubernetes". */
  readonly authMount?: string | undefined;
  /** Audiences of the token that is shown to Vault. Default: the cluster's own. */
  readonly audiences?: readonly string[] | undefined;
  /** The certificate authority of the server. Default: the public ones. */
  readonly authority?: { readonly configMap: string; readonly key: string } | undefined;
}

/**
 * A SecretStore of one namespace over a Vault. The operator shows Vault a short-lived token of `serviceAccount`, so that
 * no credential lies in the cluster (External Secrets, HashiCorp Vault: Kubernetes authentication).
 * @throws ArgumentError for an address without https or with a path, empty parts and malformed names.
 */
export function vaultStore(
  identity: Pick<WorkloadIdentity, "name" | "namespace" | "partOf">,
  object: Omit<ObjectSettings, "exemptions">,
  settings: VaultSettings,
  serviceAccount: string,
): CustomFields<"SecretStore"> {
  const { path = "secret", version = "v2", role, authMount = "kubernetes", audiences, authority } = settings;
  for (const [name, text] of Object.entries({ path, role, authMount })) {
    if (text.trim() === "") throw new ArgumentError(name, "an empty text", "a name in Vault", "fill it in");
  }
  return {
    metadata: metadata(identity, object),
    spec: {
      provider: {
        vault: {
          server: checkedServer(settings.server),
          path,
          version,
          ...(authority === undefined ? {} : { caProvider: caProvider(authority) }),
          auth: {
            kubernetes: {
              mountPath: authMount,
              role,
              serviceAccountRef: {
                name: serviceAccount,
                ...(audiences === undefined ? {} : { audiences: [...audiences] }),
              },
            },
          },
        },
      },
    },
  };
}

function caProvider({ configMap, key }: NonNullable<VaultSettings["authority"]>): {
  type: "ConfigMap";
  name: string;
  key: string;
} {
  return {
    type: "ConfigMap",
    name: at("authority.configMap", () => parseDnsSubdomain(configMap)),
    key: at("authority.key", () => parseDataKey(key)),
  };
}

function checkedServer(server: string): string {
  const [, host, port] = /^https:\/\/([^/:]+)(?::(\d+))?$/.exec(server) ?? [];
  if (host === undefined) {
    const remedy = "write the address alone: secrets travel only under TLS";
    throw new ArgumentError("server", `"${server}"`, '"https://HOST" or "https://HOST:PORT"', remedy);
  }
  at("server", () => parseHost(host));
  if (port !== undefined) wholeNumber("server", Number(port), 1, 65_535);
  return server;
}
