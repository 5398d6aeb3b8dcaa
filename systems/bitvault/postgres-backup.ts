import type { PostgresBackup } from "../../components/builders/postgres-backup";
import { removeCommand, setCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import type { BitvaultKeys } from "./schema";
import { postgresBackup } from "./store-values";

/** Backups of the PostgreSQL in the namespace, and where their store is. */
export interface PostgresBackupValues {
  readonly backup: PostgresBackup;
  readonly cidrs: readonly string[];
}

type Keys = NonNullable<NonNullable<NonNullable<BitvaultKeys["inCluster"]>["postgres"]>["backup"]>;

/**
 * The operator's backups into an object store; undefined where the stack names none. Reports one outside of prod, and
 * one without a bucket or without the addresses of its store.
 */
export function resolvePostgresBackup(scope: Scope, given: Keys | undefined): PostgresBackupValues | undefined {
  const { destination, endpoint, credentialsSecret, cron, retentionDays, cidrs = [] } = given ?? {};
  // An empty group is what is left of one whose values were refused.
  if (Object.keys(given ?? {}).length === 0) return undefined;
  check(scope, destination, cidrs);
  return {
    backup: {
      destination: destination ?? "",
      endpoint,
      credentials: credentialsSecret === undefined ? undefined : { secret: credentialsSecret, ...postgresBackup.keys },
      cron: cron ?? postgresBackup.cron,
      retentionDays: retentionDays ?? postgresBackup.retentionDays,
    },
    cidrs,
  };
}

function check(
  { stack, environment, namespace, report }: Scope,
  destination: string | undefined,
  cidrs: readonly string[],
): void {
  const key = `${namespace}:inCluster.postgres.backup`;
  if (environment !== "prod") {
    const allowed = "nothing outside of prod, whose backups alone are kept (R-72)";
    report({ key, given: `a backup in ${environment}`, allowed, remedy: [removeCommand(stack, key)] });
    return;
  }
  if (destination === undefined) {
    const remedy = [
      setCommand(stack, `${key}.destination`, "s3://bitvault-backups/prod"),
      `or: ${removeCommand(stack, key)}`,
    ];
    const allowed = "the bucket that takes the backups";
    report({ key: `${key}.destination`, given: "nothing", allowed, remedy });
  }
  if (cidrs.length === 0) {
    const remedy = [setCommand(stack, `${key}.cidrs[0]`, "10.20.0.0/16")];
    const allowed = "the address blocks of the store: all else is closed to the instances (SPEC 1.8)";
    report({ key: `${key}.cidrs`, given: "nothing", allowed, remedy });
  }
}
