import assert from "node:assert/strict";
import { backupFields, scheduledBackup, type PostgresBackup } from "../../../components/builders/postgres-backup";
import { postgresSelector } from "../../../components/builders/postgres-cluster";

const identity = { name: "postgres", namespace: "shop-dev", partOf: "shop", selector: postgresSelector("postgres") };
const base: PostgresBackup = { destination: "s3://backups/shop", cron: "30 2 * * *", retentionDays: 30 };

describe("components/builders/postgres-backup", () => {
  it("archives to a bucket, under the nodes' role unless a Secret has credentials", () => {
    assert.deepEqual(backupFields(base), {
      barmanObjectStore: {
        destinationPath: "s3://backups/shop",
        s3Credentials: { inheritFromIAMRole: true },
        data: { compression: "gzip" },
        wal: { compression: "gzip" },
      },
      retentionPolicy: "30d",
      target: "prefer-standby",
    });
    const credentials = { secret: "store", accessKeyId: "ID", secretAccessKey: "KEY" };
    const store = backupFields({ ...base, endpoint: "https://minio.example.com:443", credentials }).barmanObjectStore;
    assert.equal(store?.endpointURL, "https://minio.example.com:443");
    assert.deepEqual(store.s3Credentials, {
      accessKeyId: { name: "store", key: "ID" },
      secretAccessKey: { name: "store", key: "KEY" },
    });
  });

  it("makes a base backup at once and by the schedule, which the operator reads with seconds", () => {
    const { metadata, spec } = scheduledBackup(identity, base);
    assert.equal(metadata.name, "postgres");
    assert.deepEqual([spec.schedule, spec.immediate, spec.cluster], ["0 30 2 * * *", true, { name: "postgres" }]);
    assert.equal(spec.backupOwnerReference, "none");
  });

  it("refuses what is no bucket, plain text on the way, a schedule that never runs, and nothing kept", () => {
    for (const destination of ["backups/shop", "s3://B", "s3://backups/../x y", ""]) {
      assert.throws(() => backupFields({ ...base, destination }), /backup\.destination: /);
    }
    assert.throws(() => backupFields({ ...base, endpoint: "http://minio" }), /backup\.endpoint: /);
    assert.throws(() => backupFields({ ...base, retentionDays: 0 }), /backup\.retentionDays: 0/);
    assert.throws(() => scheduledBackup(identity, { ...base, cron: "0 0 31 2 *" }), /backup\.cron: /);
    const credentials = { secret: "Store", accessKeyId: "ID", secretAccessKey: "KEY" };
    assert.throws(() => backupFields({ ...base, credentials }), /backup\.credentials\.secret: /);
  });
});
