import assert from "node:assert/strict";
import { BackupSchedule, type BackupScheduleArgs } from "../../components/backup-schedule";
import { record, type Recorded, type Recording } from "./recorder";

const make = (changes: Partial<BackupScheduleArgs> = {}): Promise<Recording> =>
  record(
    () =>
      new BackupSchedule("shop-backup", {
        system: "shop",
        environment: "prod",
        name: "shop-daily",
        cron: "0 2 * * *",
        includedNamespaces: ["shop-prod"],
        ...changes,
      }),
  );
const nameOf = ({ inputs }: Recorded): unknown => (inputs["metadata"] as { name: string }).name;
const template = ({ inputs }: Recorded): Record<string, unknown> =>
  (inputs["spec"] as { template: Record<string, unknown> }).template;

describe("components/backup-schedule", () => {
  it("lies in Velero's namespace under a name with the environment in it (SPEC 0.3)", async () => {
    const schedule = (await make()).one("Schedule");
    assert.equal(nameOf(schedule), "shop-daily-prod");
    assert.equal((schedule.inputs["metadata"] as { namespace: string }).namespace, "velero");
    assert.equal(nameOf((await make({ environment: "staging" })).one("Schedule")), "shop-daily-staging");
  });

  it("keeps the name that the SPEC states (R-72), and another namespace of Velero", async () => {
    const { one } = await make({ name: { exactly: "healthcare-daily" }, veleroNamespace: "backup" });
    assert.equal(nameOf(one("Schedule")), "healthcare-daily");
    assert.equal((one("Schedule").inputs["metadata"] as { namespace: string }).namespace, "backup");
  });

  it("uses the default location and makes none unless it is told to", async () => {
    const { one, all } = await make();
    assert.equal(template(one("Schedule"))["storageLocation"], "default");
    assert.deepEqual([all("BackupStorageLocation").length, all("VolumeSnapshotLocation").length], [0, 0]);
  });

  it("refers to locations that exist", async () => {
    const { one, all } = await make({ storage: "archive", snapshots: "disks" });
    assert.equal(template(one("Schedule"))["storageLocation"], "archive");
    assert.deepEqual(template(one("Schedule"))["volumeSnapshotLocations"], ["disks"]);
    assert.equal(all("BackupStorageLocation").length, 0);
  });

  it("makes locations before the schedule that uses them", async () => {
    const config = { region: "us-east-1" };
    const { one } = await make({
      storage: { name: { exactly: "default" }, provider: "aws", bucket: "shop-backups", config, isDefault: true },
      snapshots: { name: "shop", provider: "aws", config },
    });
    const [storage, snapshots] = [one("BackupStorageLocation"), one("VolumeSnapshotLocation")];
    assert.deepEqual([nameOf(storage), nameOf(snapshots)], ["default", "shop-prod"]);
    assert.equal(template(one("Schedule"))["storageLocation"], "default");
    assert.deepEqual(template(one("Schedule"))["volumeSnapshotLocations"], ["shop-prod"]);
    assert.deepEqual([...one("Schedule").dependencies].sort(), [storage.urn, snapshots.urn].sort());
  });

  it("says where a value was refused", async () => {
    await assert.rejects(
      make({ cron: "@daily" }),
      /BackupSchedule "shop-backup", child "shop-backup-schedule": cron: "@daily"/,
    );
    await assert.rejects(make({ name: "Shop" }), /BackupSchedule "shop-backup": name: "Shop-prod"/);
  });
});
