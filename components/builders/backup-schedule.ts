import { parseCron } from "../../config/primitives/cron";
import { parseDuration, type Duration } from "../../config/primitives/duration";
import { parseDnsLabel, parseDnsSubdomain } from "../../config/primitives/names";
import { ArgumentError, at } from "../argument-error";
import type { CustomFields } from "../custom-resources";
import type { Labels, WorkloadIdentity } from "../types";
import { checkedLabels, metadata } from "./metadata";

/** The system that is backed up; `namespace` is Velero's. */
export type BackupIdentity = Pick<WorkloadIdentity, "name" | "namespace" | "partOf">;

/** A command in running pods before their volumes are read: a dump or a checkpoint, so that the data fit together (G-52). */
export interface BackupHook {
  readonly name: string;
  /** Labels of the pods, in all namespaces of the backup. */
  readonly pods: Labels;
  /** Default: the first container. */
  readonly container?: string;
  readonly command: readonly string[];
  /** How long the command may take. Default: Velero's 30 s. */
  readonly timeout?: Duration;
  /** What a failing command means for the backup. Default: `Fail`, so that nobody relies on data that do not fit. */
  readonly onError?: "Fail" | "Continue";
}

/** What is backed up, when, and for how long. */
export interface BackupSettings {
  readonly name: string;
  /** Five fields, in UTC as Velero runs, such as `0 2 * * *`. */
  readonly cron: string;
  /** At least one; the wildcard is refused. */
  readonly includedNamespaces: readonly string[];
  /** How long each backup is kept. Default: 30 days, as Velero's; HIPAA documentation wants {@link sixYears} (G-52). */
  readonly ttl?: Duration;
  /** Whether disks are snapshot by their provider. Default: true. */
  readonly snapshotVolumes?: boolean;
  /**
   * Whether Velero's node agent copies the files of all volumes: for volumes without a provider's snapshots, such as
   * `local-path` (G-52). Default: false.
   */
  readonly fileSystemBackup?: boolean;
  /** Kinds that are left out, such as `events`. Default: none. */
  readonly excludedResources?: readonly string[];
  /** Default: none. */
  readonly hooks?: readonly BackupHook[];
  /** Name of the BackupStorageLocation. */
  readonly storageLocation: string;
  /** Names of VolumeSnapshotLocations, one per provider. Default: the only ones that Velero knows. */
  readonly snapshotLocations?: readonly string[];
}

/** Six years with two leap days: how long HIPAA wants documentation kept (45 CFR 164.316(b)(2)(i), G-52). */
export const sixYears: Duration = "52608h";
/** Velero's own default, written out so that the object says it. */
const thirtyDays: Duration = "720h";

type HookFields = NonNullable<NonNullable<CustomFields<"Schedule">["spec"]["template"]["hooks"]>["resources"]>[number];

/**
 * A Velero Schedule. Backups outlive their Schedule: they have no owner and go when their time is over.
 * @throws ArgumentError for a malformed cron expression or time, a time of zero, no namespace, a wildcard or repeated
 * namespaces, and hooks without pods or without a command.
 */
export function backupSchedule(identity: BackupIdentity, settings: BackupSettings): CustomFields<"Schedule"> {
  const { name, cron, ttl = thirtyDays, hooks = [], excludedResources = [], snapshotLocations = [] } = settings;
  return {
    metadata: metadata(identity, { name }),
    spec: {
      schedule: at("cron", () => parseCron(cron)),
      useOwnerReferencesInBackup: false,
      template: {
        includedNamespaces: namespaces(settings.includedNamespaces),
        ttl: lasting("ttl", ttl),
        storageLocation: at("storageLocation", () => parseDnsSubdomain(settings.storageLocation)),
        ...(snapshotLocations.length === 0
          ? {}
          : {
              volumeSnapshotLocations: snapshotLocations.map((each) =>
                at("snapshotLocations", () => parseDnsSubdomain(each)),
              ),
            }),
        snapshotVolumes: settings.snapshotVolumes ?? true,
        defaultVolumesToFsBackup: settings.fileSystemBackup ?? false,
        ...(excludedResources.length === 0 ? {} : { excludedResources: [...excludedResources] }),
        ...(hooks.length === 0 ? {} : { hooks: { resources: hooks.map(hookFields) } }),
      },
    },
  };
}

function namespaces(names: readonly string[]): string[] {
  if (names.length === 0) {
    const given = "an empty list, with which Velero takes every namespace";
    throw new ArgumentError("includedNamespaces", given, "at least one namespace", "name what is backed up");
  }
  names.forEach((name, index) => {
    at(`includedNamespaces[${index}]`, () => parseDnsLabel(name));
    if (names.indexOf(name) !== index) {
      throw new ArgumentError(`includedNamespaces[${index}]`, `"${name}" again`, "each namespace once", "remove it");
    }
  });
  return [...names];
}

function hookFields({ name, pods, container, command, timeout, onError = "Fail" }: BackupHook): HookFields {
  const path = `hooks.${name}`;
  if (name === "") throw new ArgumentError("hooks", "an empty name", "a name", "name the hook");
  if (command.length === 0) {
    throw new ArgumentError(`${path}.command`, "an empty command", "a command", "name the program to run");
  }
  if (Object.keys(pods).length === 0) {
    const given = "an empty selector, which selects every pod";
    throw new ArgumentError(`${path}.pods`, given, "at least one label", "name the pods that the command is for");
  }
  return {
    name,
    includedResources: ["pods"],
    labelSelector: { matchLabels: checkedLabels(`${path}.pods`, pods) },
    pre: [
      {
        exec: {
          ...(container === undefined ? {} : { container: at(`${path}.container`, () => parseDnsLabel(container)) }),
          command: [...command],
          onError,
          ...(timeout === undefined ? {} : { timeout: lasting(`${path}.timeout`, timeout) }),
        },
      },
    ],
  };
}

function lasting(path: string, text: string): string {
  if (at(path, () => parseDuration(text)).milliseconds === 0) {
    throw new ArgumentError(path, JSON.stringify(text), "more than 0", 'write for example "720h" for thirty days');
  }
  return text;
}
