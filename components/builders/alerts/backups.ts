import { wholeNumber } from "../../argument-error";
import type { AlertRule, RuleGroup } from "../prometheus-rule";
import { matchers } from "./matchers";

/** Which backups are watched. */
export interface BackupAlertSettings {
  /** Name of the Velero Schedule. */
  readonly schedule: string;
  /** Hours that the last good backup may be old. Default: 26, a daily schedule (RPO 24 h, G-53) and time to run. */
  readonly maxAgeHours?: number;
  /** Start of the runbook's address; the alert's name is appended. */
  readonly runbooks: string;
}

/**
 * Alerts on backups that fail, and on a last good backup that is too old or was never made (G-48, G-53): the last two also
 * see a Velero that runs no backups at all.
 * @throws ArgumentError for an age that is no whole number of hours above zero.
 */
export function backupAlerts({ schedule, maxAgeHours = 26, runbooks }: BackupAlertSettings): RuleGroup {
  const own = matchers({ schedule });
  const hours = wholeNumber("maxAgeHours", maxAgeHours, 1);
  const failed = ["failure", "partial_failure", "validation_failure"].map(
    (kind) => `sum(increase(velero_backup_${kind}_total${own}[1h])) > 0`,
  );
  const lastGood = `velero_backup_last_successful_timestamp${own}`;
  const alert = (name: string, rest: Pick<AlertRule, "expression" | "for" | "severity" | "summary">): AlertRule => ({
    alert: name,
    ...rest,
    labels: { schedule },
    runbook: `${runbooks}${name}`,
  });
  return {
    name: `${schedule}-backups`,
    rules: [
      alert("BackupFailed", {
        expression: failed.join(" or "),
        for: "0s",
        severity: "warning",
        summary: `A backup of the schedule ${schedule} failed within the last hour, wholly or in part.`,
      }),
      alert("BackupTooOld", {
        expression: `time() - max(${lastGood}) > ${hours * 3_600}`,
        for: "10m",
        severity: "critical",
        summary: `The last good backup of the schedule ${schedule} is more than ${hours} hours old.`,
      }),
      alert("BackupNeverMade", {
        expression: `absent(${lastGood})`,
        // A new schedule waits for its first turn.
        for: `${hours}h`,
        severity: "critical",
        summary: `The schedule ${schedule} has no good backup, or Prometheus does not see Velero.`,
      }),
    ],
  };
}
