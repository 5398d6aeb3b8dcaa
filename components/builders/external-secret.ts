import { parseDuration, type Duration } from "../../config/primitives/duration";
import { parseDataKey, parseDnsSubdomain } from "../../config/primitives/names";
import { ArgumentError, at } from "../argument-error";
import type { CustomFields } from "../custom-resources";
import type { WorkloadIdentity } from "../types";
import { metadata, type ObjectSettings } from "./metadata";

/** Where a value lies in an external store. */
export interface RemoteReference {
  /** Path of the entry, such as "bitvault/prod/bitvaultd". */
  readonly key: string;
  /** Field of the entry. Default: the entry as a whole. */
  readonly property?: string | undefined;
}

/** A store of the External Secrets Operator. */
export interface StoreName {
  readonly name: string;
  /** Default: SecretStore, which serves its own namespace only. */
  readonly kind?: "SecretStore" | "ClusterSecretStore" | undefined;
}

/** What an ExternalSecret fetches, and how. */
export interface ExternalSettings extends Omit<ObjectSettings, "exemptions"> {
  readonly store: StoreName;
  /** Key of the Secret → where its value lies. */
  readonly references: Readonly<Record<string, RemoteReference>>;
  readonly refreshInterval: Duration;
  /** The Secret is there already and has keys of its own. */
  readonly isShared: boolean;
}

/**
 * An ExternalSecret of the External Secrets Operator, named like the Secret that it fills.
 *
 * It owns the Secret (`Owner`) unless that has keys of this program: then it adds its own keys to it (`Merge`), because
 * an owner would take the whole object with it when it goes. A value that vanishes from the store stays in the Secret,
 * so that pods can still start (External Secrets, Lifecycle).
 * @throws ArgumentError for malformed names, keys and intervals, and for an empty path or field.
 */
export function externalSecret(
  identity: Pick<WorkloadIdentity, "name" | "namespace" | "partOf">,
  { store, references, refreshInterval, isShared, ...object }: ExternalSettings,
): CustomFields<"ExternalSecret"> {
  const path = `secrets.${object.name}`;
  return {
    metadata: metadata(identity, object),
    spec: {
      refreshInterval: at(`${path}.refreshInterval`, () => parseDuration(refreshInterval, { min: "1m" })).text,
      secretStoreRef: {
        kind: store.kind ?? "SecretStore",
        name: at(`${path}.store`, () => parseDnsSubdomain(store.name)),
      },
      target: { name: object.name, creationPolicy: isShared ? "Merge" : "Owner", deletionPolicy: "Retain" },
      data: Object.entries(references).map(([secretKey, reference]) => ({
        secretKey: at(`${path}.${secretKey}`, () => parseDataKey(secretKey)),
        remoteRef: remoteRef(`${path}.${secretKey}.external`, reference),
      })),
    },
  };
}

function remoteRef(path: string, { key, property }: RemoteReference): { key: string; property?: string } {
  const parts = { key, ...(property === undefined ? {} : { property }) };
  const empty = Object.entries(parts).find(([, text]) => text.trim() === "");
  if (empty !== undefined) {
    throw new ArgumentError(`${path}.${empty[0]}`, "an empty text", "a path or a field", "say where the value lies");
  }
  return parts;
}
