import type { BackupScheduleArgs } from "../../components/backup-schedule";
import type { Capabilities } from "../../config/capabilities";
import { flag, group, text } from "../../config/fields";
import { cronFormat, parseCron } from "../../config/primitives/cron";
import { durationFormat, parseDuration, type Duration } from "../../config/primitives/duration";
import { dnsSubdomainFormat, parseDnsSubdomain } from "../../config/primitives/names";
import { setCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";

/** When a namespace is backed up, and where to, unless the stack says otherwise. */
export interface BackupDefaults {
  /** Five fields, in UTC. */
  readonly cron: string;
  /** An existing BackupStorageLocation. */
  readonly storageLocation: string;
}

/** A backup that is on. */
export interface BackupValues extends BackupDefaults {
  /** Absent: Velero's thirty days. */
  readonly ttl?: Duration;
}

type TextKey = ReturnType<typeof text>;
type Keys = { enabled: ReturnType<typeof flag>; cron: TextKey; ttl: TextKey; storageLocation: TextKey };

/** The backup as it stands in the stack file. */
interface BackupKeys {
  readonly enabled?: boolean | undefined;
  readonly cron?: string | undefined;
  readonly ttl?: string | undefined;
  readonly storageLocation?: string | undefined;
}

/** The group `backup`: a Velero schedule for the system's namespace, off unless the stack switches it on (G-52). */
export function backupKeys({ cron, storageLocation }: BackupDefaults): ReturnType<typeof group<Keys>> {
  return group("A Velero schedule for the namespace, in prod only (G-52).", {
    enabled: flag("Whether there is one. Default: false.", true),
    cron: text({
      description: `When, in UTC. Default: ${cron}.`,
      format: { ...cronFormat, examples: [cron] },
      parse: parseCron,
    }),
    ttl: text({
      description: "How long each backup is kept; HIPAA documentation six years, 52608h. Default: 720h, thirty days.",
      format: { ...durationFormat, examples: ["52608h"] },
      parse: (value) => parseDuration(value, { min: "1h" }),
    }),
    storageLocation: text({
      description: `An existing BackupStorageLocation. Default: ${storageLocation}.`,
      format: { ...dnsSubdomainFormat, examples: [storageLocation] },
      parse: parseDnsSubdomain,
    }),
  });
}

/**
 * The backup of the stack; undefined where it is off or the cluster has no Velero. Reports one outside of prod.
 */
export function resolveBackup(
  { stack, environment, namespace, report }: Scope,
  { velero }: Pick<Capabilities, "velero">,
  { enabled = false, cron, ttl, storageLocation }: BackupKeys = {},
  defaults: BackupDefaults,
): BackupValues | undefined {
  if (enabled && environment !== "prod") {
    const key = `${namespace}:backup.enabled`;
    const allowed = "false outside of prod, whose backups alone are kept (R-72)";
    report({ key, given: `true in ${environment}`, allowed, remedy: [setCommand(stack, key, "false")] });
  }
  if (!enabled || !velero) return undefined;
  return {
    cron: cron ?? defaults.cron,
    storageLocation: storageLocation ?? defaults.storageLocation,
    ...(ttl === undefined ? {} : { ttl: ttl as Duration }),
  };
}

/** What the component of a schedule takes of it. */
export function scheduleOf({
  cron,
  ttl,
  storageLocation,
}: BackupValues): Pick<BackupScheduleArgs, "cron" | "ttl" | "storage"> {
  return { cron, storage: storageLocation, ...(ttl === undefined ? {} : { ttl }) };
}
