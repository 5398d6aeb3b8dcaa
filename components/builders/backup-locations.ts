import { parseDataKey, parseDnsSubdomain, parseLabelKey } from "../../config/primitives/names";
import { ArgumentError, at } from "../argument-error";
import type { CustomFields } from "../custom-resources";
import type { BackupIdentity } from "./backup-schedule";
import { metadata } from "./metadata";

/** What both kinds of location have in common. */
export interface BackupProvider {
  /** Velero's plugin: `aws`, or with its prefix `velero.io/aws`. */
  readonly provider: string;
  /** Settings of the plugin, such as `region`; nothing secret. Default: none. */
  readonly config?: Readonly<Record<string, string>>;
  /**
   * A key of a Secret in Velero's namespace with the provider's credentials (C-55). Default: none, for pods whose
   * ServiceAccount has a role.
   */
  readonly credential?: { readonly secret: string; readonly key: string };
}

/** Where backups are stored. */
export interface StorageLocationSettings extends BackupProvider {
  readonly name: string;
  readonly bucket: string;
  /** Folder within the bucket, for several clusters in one. Default: none. */
  readonly prefix?: string;
  /** Whether it takes the backups that name no location; one per Velero. Default: false. */
  readonly isDefault?: boolean;
}

/** Where snapshots of disks are stored. */
export interface SnapshotLocationSettings extends BackupProvider {
  readonly name: string;
}

type ProviderFields = Pick<CustomFields<"VolumeSnapshotLocation">["spec"], "provider" | "config" | "credential">;

/**
 * A BackupStorageLocation.
 * @throws ArgumentError for malformed names, buckets and prefixes.
 */
export function backupStorageLocation(
  identity: BackupIdentity,
  { name, bucket, prefix, isDefault = false, ...provider }: StorageLocationSettings,
): CustomFields<"BackupStorageLocation"> {
  matching("storage.bucket", bucket, /^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/, "3 to 63 characters: a-z, 0-9, . _ -");
  if (prefix !== undefined) {
    matching("storage.prefix", prefix, /^[^/\s]+(?:\/[^/\s]+)*$/, "folders joined by /, none at either end");
  }
  return {
    metadata: metadata(identity, { name }),
    spec: {
      ...providerFields("storage", provider),
      objectStorage: { bucket, ...(prefix === undefined ? {} : { prefix }) },
      default: isDefault,
      accessMode: "ReadWrite",
    },
  };
}

/**
 * A VolumeSnapshotLocation.
 * @throws ArgumentError for malformed names.
 */
export function volumeSnapshotLocation(
  identity: BackupIdentity,
  { name, ...provider }: SnapshotLocationSettings,
): CustomFields<"VolumeSnapshotLocation"> {
  return { metadata: metadata(identity, { name }), spec: providerFields("snapshots", provider) };
}

function providerFields(path: string, { provider, config, credential }: BackupProvider): ProviderFields {
  return {
    provider: at(`${path}.provider`, () => parseLabelKey(provider)),
    ...(config === undefined ? {} : { config: { ...config } }),
    ...(credential === undefined
      ? {}
      : {
          credential: {
            name: at(`${path}.credential.secret`, () => parseDnsSubdomain(credential.secret)),
            key: at(`${path}.credential.key`, () => parseDataKey(credential.key)),
          },
        }),
  };
}

function matching(path: string, text: string, pattern: RegExp, allowed: string): void {
  if (!pattern.test(text)) throw new ArgumentError(path, JSON.stringify(text), allowed, "correct it");
}
