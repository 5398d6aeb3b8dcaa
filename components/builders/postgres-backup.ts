import { parseCron } from "../../config/primitives/cron";
import { parseDataKey, parseDnsSubdomain } from "../../config/primitives/names";
import { ArgumentError, at, wholeNumber } from "../argument-error";
import type { CustomFields } from "../custom-resources";
import type { WorkloadIdentity } from "../types";
import { metadata } from "./metadata";

/** Base backups and the write-ahead log of a Cluster in an object store, from which any moment between can be restored. */
export interface PostgresBackup {
  /** Bucket and path, such as `s3://backups/shop`; of this Cluster alone. */
  readonly destination: string;
  /** Address of a store that is not AWS's, with scheme https. Default: AWS. */
  readonly endpoint?: string | undefined;
  /** Keys of a Secret of the namespace with the store's credentials. Default: the IAM role of the nodes. */
  readonly credentials?:
    { readonly secret: string; readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** Five fields, in UTC: when a base backup is made. */
  readonly cron: string;
  /** Days for which it must be possible to go back. */
  readonly retentionDays: number;
}

type BackupFields = NonNullable<CustomFields<"Cluster">["spec"]["backup"]>;
type Credentials = NonNullable<NonNullable<BackupFields["barmanObjectStore"]>["s3Credentials"]>;

/**
 * What the Cluster says of its backups; the instances archive their write-ahead log from then on.
 * @throws ArgumentError for a destination other than a bucket, an address without https, malformed names, and no day.
 */
export function backupFields({ destination, endpoint, credentials, retentionDays }: PostgresBackup): BackupFields {
  if (!/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w.-]+)*$/.test(destination)) {
    const remedy = 'write for example "s3://backups/shop"';
    throw new ArgumentError("backup.destination", JSON.stringify(destination), "a bucket and a path", remedy);
  }
  if (endpoint !== undefined && !/^https:\/\/[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:\d{1,5})?$/.test(endpoint)) {
    const remedy = 'write for example "https://minio.example.com:443"';
    throw new ArgumentError("backup.endpoint", JSON.stringify(endpoint), "https://, a host and perhaps a port", remedy);
  }
  return {
    barmanObjectStore: {
      destinationPath: destination,
      ...(endpoint === undefined ? {} : { endpointURL: endpoint }),
      s3Credentials: credentials === undefined ? { inheritFromIAMRole: true } : credentialFields(credentials),
      data: { compression: "gzip" },
      wal: { compression: "gzip" },
    },
    retentionPolicy: `${wholeNumber("backup.retentionDays", retentionDays, 1)}d`,
    target: "prefer-standby",
  };
}

/**
 * When base backups are made: at once, so that the log has something to begin from, and then by the schedule. The operator
 * counts seconds first (CloudNativePG, Scheduled backups).
 * @throws ArgumentError for a malformed schedule.
 */
export function scheduledBackup(identity: WorkloadIdentity, { cron }: PostgresBackup): CustomFields<"ScheduledBackup"> {
  return {
    metadata: metadata(identity, { name: identity.name }),
    spec: {
      cluster: { name: identity.name },
      schedule: `0 ${at("backup.cron", () => parseCron(cron))}`,
      immediate: true,
      method: "barmanObjectStore",
      // A backup outlives its schedule: the retention decides.
      backupOwnerReference: "none",
    },
  };
}

function credentialFields(given: NonNullable<PostgresBackup["credentials"]>): Credentials {
  const name = at("backup.credentials.secret", () => parseDnsSubdomain(given.secret));
  const reference = (part: "accessKeyId" | "secretAccessKey"): { name: string; key: string } => ({
    name,
    key: at(`backup.credentials.${part}`, () => parseDataKey(given[part])),
  });
  return { accessKeyId: reference("accessKeyId"), secretAccessKey: reference("secretAccessKey") };
}
