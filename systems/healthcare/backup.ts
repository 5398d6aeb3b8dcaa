import type { BackupScheduleArgs } from "../../components/backup-schedule";
import type { BackupValues, HealthcareValues } from "./resolve";
import { backup as backups, names, system } from "./values";

/** The daily backup of the namespace (SPEC 1.2.13, R-72). */
export function backupArgs(
  { environment, namespace }: HealthcareValues,
  { bucket, region, ttl, createLocations, namespace: veleroNamespace }: BackupValues,
  hooks: NonNullable<BackupScheduleArgs["hooks"]>,
): BackupScheduleArgs {
  const { provider, location, schedule } = backups;
  const made = { name: { exactly: location }, provider, config: { region } };
  return {
    system,
    environment,
    name: { exactly: names.schedule },
    cron: schedule,
    includedNamespaces: [namespace],
    ...(ttl === undefined ? {} : { ttl }),
    veleroNamespace,
    hooks,
    storage: createLocations ? { ...made, bucket, isDefault: true } : location,
    snapshots: createLocations ? made : location,
  };
}
