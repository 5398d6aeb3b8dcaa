import type * as pulumi from "@pulumi/pulumi";

import { BulwarkComponent } from "../../components/base";
import { BackupSchedule, type BackupHook } from "../../components/backup-schedule";
import { backupAlerts } from "../../components/builders/alerts/backups";
import { Monitoring } from "../../components/monitoring";
import { scheduleOf } from "../common/backup";
import type { BitvaultValues } from "./resolve";
import { postgres } from "./store-values";
import { postgresWorkload } from "./stores";
import { backup as backups, system } from "./values";

/** Arguments of BitvaultBackup. */
export interface BitvaultBackupArgs {
  readonly values: BitvaultValues;
  readonly backup: NonNullable<BitvaultValues["backup"]>;
}

/** The daily backup of the namespace with the volumes of its data stores, and the alert on its failures (G-52, G-48). */
export class BitvaultBackup extends BulwarkComponent {
  constructor(name: string, { values, backup }: BitvaultBackupArgs, options: pulumi.ComponentResourceOptions) {
    super("bulwark:systems:BitvaultBackup", name, options);
    const { environment, namespace, inCluster, monitoring } = values;
    const { scheduleName } = new BackupSchedule(
      `${name}-daily`,
      {
        system,
        environment,
        name: backups.name,
        veleroNamespace: backup.veleroNamespace,
        ...scheduleOf(backup),
        includedNamespaces: [namespace],
        snapshotVolumes: inCluster.postgres !== undefined || inCluster.nats !== undefined,
        hooks: inCluster.postgres === undefined ? [] : [checkpoint(namespace)],
      },
      this.inherited(),
    );
    if (monitoring !== undefined) {
      const { labels: instanceLabels, runbooks } = monitoring;
      const workload = { name: backups.name, namespace, partOf: system, selector: {} };
      const rules = { name: backups.name, groups: [backupAlerts({ schedule: scheduleName, runbooks })] };
      new Monitoring(`${name}-alerts`, { workload, instanceLabels, rules }, this.inherited());
    }
    this.done({ schedule: scheduleName });
  }
}

/** A checkpoint before the disks are snapshot shortens the recovery of a restored database (G-52). */
function checkpoint(namespace: string): BackupHook {
  const { selector } = postgresWorkload(namespace);
  return {
    name: "checkpoint",
    // The pods of the operator's jobs have no database.
    pods: { ...selector, "cnpg.io/podRole": "instance" },
    container: postgres.name,
    command: ["psql", "-d", postgres.database, "-c", "CHECKPOINT"],
    timeout: "5m",
  };
}
