import assert from "node:assert/strict";
import {
  backupStorageLocation,
  volumeSnapshotLocation,
  type StorageLocationSettings,
} from "../../../components/builders/backup-locations";
import type { CustomFields } from "../../../components/custom-resources";

const velero = { name: "shop", namespace: "velero", partOf: "shop" };
const storage: StorageLocationSettings = {
  name: "default",
  provider: "aws",
  bucket: "shop-backups",
  config: { region: "us-east-1" },
};
const build = (changes: Partial<StorageLocationSettings>): CustomFields<"BackupStorageLocation"> =>
  backupStorageLocation(velero, { ...storage, ...changes });

describe("components/builders/backup-locations", () => {
  it("stores backups in a bucket (SPEC 1.2.13)", () => {
    const { metadata, spec } = build({});
    assert.deepEqual([metadata.name, metadata.namespace], ["default", "velero"]);
    assert.deepEqual(spec, {
      provider: "aws",
      config: { region: "us-east-1" },
      objectStorage: { bucket: "shop-backups" },
      default: false,
      accessMode: "ReadWrite",
    });
  });

  it("can be the default, share a bucket, and take credentials from a Secret (C-55)", () => {
    const credential = { secret: "cloud-credentials", key: "cloud" };
    const { spec } = build({ isDefault: true, prefix: "eu/prod", credential });
    assert.equal(spec.default, true);
    assert.deepEqual(spec.objectStorage, { bucket: "shop-backups", prefix: "eu/prod" });
    assert.deepEqual(spec.credential, { name: "cloud-credentials", key: "cloud" });
  });

  it("stores snapshots with a provider (SPEC 1.2.13)", () => {
    const { spec } = volumeSnapshotLocation(velero, {
      name: "default",
      provider: "aws",
      config: { region: "us-east-1" },
    });
    assert.deepEqual(spec, { provider: "aws", config: { region: "us-east-1" } });
  });

  it("refuses malformed buckets, prefixes, providers and credentials", () => {
    for (const bucket of ["", "ab", "Shop", "shop/backups", "s3://shop", "-shop"]) {
      assert.throws(() => build({ bucket }), /storage\.bucket/);
    }
    for (const prefix of ["", "/a", "a/", "a//b", "a b"]) assert.throws(() => build({ prefix }), /storage\.prefix/);
    assert.throws(() => build({ provider: "a b" }), /storage\.provider/);
    assert.throws(() => build({ credential: { secret: "No", key: "cloud" } }), /storage\.credential\.secret/);
    assert.throws(() => build({ credential: { secret: "s", key: "a b" } }), /storage\.credential\.key/);
    assert.throws(() => volumeSnapshotLocation(velero, { name: "d", provider: "" }), /snapshots\.provider/);
  });
});
