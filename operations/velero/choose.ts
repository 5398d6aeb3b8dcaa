import { OperationError } from "../errors";
import type { ManagedObject } from "../pulumi/inventory";
import { SCHEDULE_LABEL, VELERO, type Backup } from "./objects";

/** A Velero Schedule of the stack. */
export interface ScheduleOfStack {
  readonly name: string;
  /** Namespace of Velero. */
  readonly namespace: string;
  readonly system: string | undefined;
  /** What is backed up. */
  readonly includedNamespaces: readonly string[];
}

/** The schedules that a stack has made, by its state. */
export function schedulesOf(objects: readonly ManagedObject[]): readonly ScheduleOfStack[] {
  return objects
    .filter(({ apiVersion, kind }) => apiVersion === VELERO && kind === "Schedule")
    .map(({ name, namespace = "velero", system, outputs }) => {
      const spec = outputs["spec"] as { readonly template?: { readonly includedNamespaces?: readonly string[] } };
      return { name, namespace, system, includedNamespaces: spec.template?.includedNamespaces ?? [] };
    });
}

/**
 * The schedule whose backups are meant.
 * @throws OperationError `usage` where there is none, or several and no system to choose by
 */
export function chooseSchedule(
  stack: string,
  all: readonly ScheduleOfStack[],
  system: string | undefined,
): ScheduleOfStack {
  const matching = system === undefined ? all : all.filter((schedule) => schedule.system === system);
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return only;
  const there = all.map((each) => `${each.name} (${each.system ?? "shared"})`).join(", ");
  const what =
    system === undefined
      ? `Stack ${stack} backs up`
      : `Stack ${stack} has no schedule of backups for ${system}; it backs up`;
  throw new OperationError(
    "usage",
    all.length === 0 ? `Stack ${stack} backs nothing up.` : `${what}: ${there}.`,
    all.length > 1 ? ["Name the system whose namespace shall be restored."] : [],
  );
}

/**
 * The backup to restore: the named one, else the newest of the schedule that is complete and not yet over.
 * @throws OperationError `usage` where there is none, `refused` for one that cannot be relied on or is of something else
 */
export function chooseBackup(
  { name: schedule, includedNamespaces }: ScheduleOfStack,
  backups: readonly Backup[],
  named: string | undefined,
  now: Date,
): Backup {
  if (named !== undefined) return namedBackup(backups, named, includedNamespaces);
  const usable = backups
    .filter(({ metadata, status }) => metadata?.labels?.[SCHEDULE_LABEL] === schedule && status?.phase === "Completed")
    .filter(({ status }) => status?.expiration === undefined || new Date(status.expiration) > now)
    .sort((a, b) => completed(b) - completed(a));
  if (usable[0] !== undefined) return usable[0];
  throw new OperationError(
    "usage",
    `There is no complete backup of the schedule ${schedule}. There are: ${list(backups)}.`,
  );
}

function namedBackup(backups: readonly Backup[], named: string, namespaces: readonly string[]): Backup {
  const found = backups.find(({ metadata }) => metadata?.name === named);
  if (found === undefined)
    throw new OperationError("usage", `There is no backup ${named}. There are: ${list(backups)}.`);
  const phase = found.status?.phase ?? "New";
  if (phase !== "Completed") {
    throw new OperationError(
      "refused",
      `The backup ${named} is ${phase}, not Completed: what it lacks would be missing.`,
      [`velero backup describe ${named} --details`],
    );
  }
  const missing = namespaces.filter((each) => found.spec?.includedNamespaces?.includes(each) === false);
  if (missing.length > 0) {
    throw new OperationError("refused", `The backup ${named} is of something else: it has not ${missing.join(", ")}.`);
  }
  return found;
}

/** When a backup was complete, in milliseconds since 1970; 0 where it does not say. */
export function completed({ status }: Backup): number {
  return status?.completionTimestamp === undefined ? 0 : Date.parse(status.completionTimestamp);
}

function list(backups: readonly Backup[]): string {
  const names = backups.map(({ metadata, status }) => `${metadata?.name ?? ""} (${status?.phase ?? "New"})`);
  return names.length === 0 ? "none" : names.join(", ");
}
