import type * as pulumi from "@pulumi/pulumi";
import type { Environment } from "../config/primitives/environment";
import { BulwarkComponent } from "./base";
import {
  backupStorageLocation,
  volumeSnapshotLocation,
  type SnapshotLocationSettings,
  type StorageLocationSettings,
} from "./builders/backup-locations";
import { backupSchedule, type BackupIdentity, type BackupSettings } from "./builders/backup-schedule";
import { sharedName, type SharedName } from "./builders/shared-name";
import type { CustomFields } from "./custom-resources";
import type { Transform } from "./transform";

export { sixYears, type BackupHook } from "./builders/backup-schedule";

/** A location that this component makes. */
type Made<Settings> = Omit<Settings, "name"> & { readonly name: SharedName };

/** Arguments of BackupSchedule. */
export interface BackupScheduleArgs extends Omit<BackupSettings, "name" | "storageLocation" | "snapshotLocations"> {
  /** The system whose namespaces are backed up. */
  readonly system: string;
  readonly environment: Environment;
  /** Name of the Schedule: all stacks' Schedules lie in Velero's namespace. Backups are named after it (C-20). */
  readonly name: SharedName;
  /** Namespace of Velero. Default: velero (SPEC 1.2.13). */
  readonly veleroNamespace?: string;
  /** Where backups go: the settings of a new location, or the name of one that exists. Default: `default`. */
  readonly storage?: string | Made<StorageLocationSettings>;
  /** Where snapshots go: likewise. Default: what Velero knows. */
  readonly snapshots?: string | Made<SnapshotLocationSettings>;
  readonly transform?: {
    readonly schedule?: Transform<CustomFields<"Schedule">>;
    readonly storageLocation?: Transform<CustomFields<"BackupStorageLocation">>;
    readonly snapshotLocation?: Transform<CustomFields<"VolumeSnapshotLocation">>;
  };
}

/** A location by name, and the object if this component made it. */
interface Location {
  readonly name: string;
  readonly made?: pulumi.Resource;
}

/**
 * A Velero Schedule, with the locations of its backups and snapshots where they are given (SPEC 1.2.13, R-72). Velero, its
 * plugins and its credentials are prerequisites (C-55, W-22).
 */
export class BackupSchedule extends BulwarkComponent {
  /** Name of the Schedule, for alerts and restores. */
  declare readonly scheduleName: string;

  constructor(name: string, args: BackupScheduleArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:BackupSchedule", name, options);
    const identity = { name: args.system, namespace: args.veleroNamespace ?? "velero", partOf: args.system };
    this.scheduleName = this.check(() => sharedName("name", args.name, args.environment));

    const storage = this.storageLocation(identity, args);
    const snapshots = this.snapshotLocation(identity, args);
    const settings: BackupSettings = {
      ...args,
      name: this.scheduleName,
      storageLocation: storage.name,
      snapshotLocations: snapshots === undefined ? [] : [snapshots.name],
    };
    this.custom("Schedule", "schedule", () => backupSchedule(identity, settings), {
      transform: args.transform?.schedule,
      dependsOn: [storage, snapshots].flatMap((location) => location?.made ?? []),
    });

    this.done({ scheduleName: this.scheduleName });
  }

  private storageLocation(
    identity: BackupIdentity,
    { storage = "default", environment, transform }: BackupScheduleArgs,
  ): Location {
    if (typeof storage === "string") return { name: storage };
    const name = this.check(() => sharedName("storage.name", storage.name, environment));
    const build = (): CustomFields<"BackupStorageLocation"> => backupStorageLocation(identity, { ...storage, name });
    const made = this.custom("BackupStorageLocation", "storage", build, { transform: transform?.storageLocation });
    return { name, made };
  }

  private snapshotLocation(
    identity: BackupIdentity,
    { snapshots, environment, transform }: BackupScheduleArgs,
  ): Location | undefined {
    if (snapshots === undefined) return undefined;
    if (typeof snapshots === "string") return { name: snapshots };
    const name = this.check(() => sharedName("snapshots.name", snapshots.name, environment));
    const build = (): CustomFields<"VolumeSnapshotLocation"> =>
      volumeSnapshotLocation(identity, { ...snapshots, name });
    const made = this.custom("VolumeSnapshotLocation", "snapshots", build, { transform: transform?.snapshotLocation });
    return { name, made };
  }
}
