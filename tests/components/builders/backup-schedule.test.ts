import assert from "node:assert/strict";
import fc from "fast-check";
import { ArgumentError } from "../../../components/argument-error";
import {
  backupSchedule,
  sixYears,
  type BackupHook,
  type BackupSettings,
} from "../../../components/builders/backup-schedule";
import type { CustomFields } from "../../../components/custom-resources";
import { parseCron } from "../../../config/primitives/cron";
import { parseDuration, type Duration } from "../../../config/primitives/duration";

const velero = { name: "shop", namespace: "velero", partOf: "shop" };
const base: BackupSettings = {
  name: "shop-daily",
  cron: "0 2 * * *",
  includedNamespaces: ["shop-prod"],
  storageLocation: "default",
};
const checkpoint: BackupHook = {
  name: "checkpoint",
  pods: { app: "postgres" },
  command: ["/bin/sh", "-c", "psql -U postgres -c CHECKPOINT"],
};
const build = (changes: Partial<BackupSettings>): CustomFields<"Schedule"> =>
  backupSchedule(velero, { ...base, ...changes });

describe("components/builders/backup-schedule", () => {
  it("keeps snapshots of the named namespaces for 30 days (SPEC 1.2.13, G-52)", () => {
    const { metadata, spec } = build({});
    assert.deepEqual([metadata.name, metadata.namespace], ["shop-daily", "velero"]);
    assert.equal(metadata.labels["app.kubernetes.io/part-of"], "shop");
    assert.deepEqual(spec, {
      schedule: "0 2 * * *",
      useOwnerReferencesInBackup: false,
      template: {
        includedNamespaces: ["shop-prod"],
        ttl: "720h",
        storageLocation: "default",
        snapshotVolumes: true,
        defaultVolumesToFsBackup: false,
      },
    });
  });

  it("keeps backups at least six years on demand, leap days included (G-52)", () => {
    assert.equal(build({ ttl: sixYears }).spec.template.ttl, sixYears);
    for (let year = 2024; year < 2100; year += 1) {
      const hours = (Date.UTC(year + 6, 0, 1) - Date.UTC(year, 0, 1)) / 3_600_000;
      assert.ok(parseDuration(sixYears).seconds / 3_600 >= hours, String(year));
    }
  });

  it("copies files instead of snapshots on demand, and names snapshot locations", () => {
    const { template } = build({
      snapshotVolumes: false,
      fileSystemBackup: true,
      snapshotLocations: ["default"],
      excludedResources: ["events"],
    }).spec;
    assert.deepEqual([template.snapshotVolumes, template.defaultVolumesToFsBackup], [false, true]);
    assert.deepEqual([template.volumeSnapshotLocations, template.excludedResources], [["default"], ["events"]]);
  });

  it("runs a command in the pods before their volumes are read, and fails with it (G-52)", () => {
    const hooks = [{ ...checkpoint, container: "postgres", timeout: "5m" }] as const;
    assert.deepEqual(build({ hooks }).spec.template.hooks?.resources, [
      {
        name: "checkpoint",
        includedResources: ["pods"],
        labelSelector: { matchLabels: { app: "postgres" } },
        pre: [
          {
            exec: {
              container: "postgres",
              command: ["/bin/sh", "-c", "psql -U postgres -c CHECKPOINT"],
              onError: "Fail",
              timeout: "5m",
            },
          },
        ],
      },
    ]);
  });

  it("takes exactly the schedules that Velero can read", () => {
    const field = fc.constantFrom("*", "0", "5", "*/15", "8-18", "61", "MON", "x", "L", "?", "1,2");
    const cron = fc.oneof(
      fc.array(field, { minLength: 4, maxLength: 6 }).map((fields) => fields.join(" ")),
      fc.constantFrom("@daily", "0  2 * * *", " 0 2 * * * ", ""),
      fc.string(),
    );
    fc.assert(
      fc.property(cron, (text) => {
        let expected: string | undefined;
        try {
          expected = parseCron(text);
        } catch {
          expected = undefined;
        }
        if (expected === undefined) assert.throws(() => build({ cron: text }), /^ArgumentError: cron: /);
        else assert.equal(build({ cron: text }).spec.schedule, expected);
      }),
    );
  });

  it("takes every duration above zero and refuses all other texts", () => {
    const text = fc.oneof(
      fc.tuple(fc.nat(9999), fc.constantFrom("h", "m", "s", "d", "")).map(([n, unit]) => `${n}${unit}`),
      fc.string(),
    );
    fc.assert(
      fc.property(text, (ttl) => {
        if (/^\d+[hms]$/.test(ttl) && !/^0+[hms]$/.test(ttl)) {
          assert.equal(build({ ttl: ttl as Duration }).spec.template.ttl, ttl);
        } else {
          try {
            build({ ttl: ttl as Duration });
            assert.ok(parseDuration(ttl).milliseconds > 0);
          } catch (error) {
            assert.ok(error instanceof ArgumentError);
            assert.match(error.message, /^ttl: /);
          }
        }
      }),
    );
  });

  it("refuses no namespace, which Velero takes for all, a wildcard, and one twice", () => {
    assert.throws(() => build({ includedNamespaces: [] }), /includedNamespaces: an empty list, with which Velero/);
    assert.throws(() => build({ includedNamespaces: ["*"] }), /includedNamespaces\[0\]/);
    assert.throws(() => build({ includedNamespaces: ["a", ""] }), /includedNamespaces\[1\]/);
    assert.throws(() => build({ includedNamespaces: ["a", "a"] }), /includedNamespaces\[1\]: "a" again/);
  });

  it("refuses hooks without a name, a command or pods, and with no time", () => {
    const hook = (changes: Partial<BackupHook>): unknown => build({ hooks: [{ ...checkpoint, ...changes }] });
    assert.throws(() => hook({ name: "" }), /hooks: an empty name/);
    assert.throws(() => hook({ command: [] }), /hooks\.checkpoint\.command/);
    assert.throws(() => hook({ pods: {} }), /hooks\.checkpoint\.pods: an empty selector/);
    assert.throws(() => hook({ timeout: "0s" }), /hooks\.checkpoint\.timeout/);
    assert.throws(() => hook({ container: "No" }), /hooks\.checkpoint\.container/);
  });

  it("refuses malformed names of locations", () => {
    assert.throws(() => build({ storageLocation: "No" }), /storageLocation: "No"/);
    assert.throws(() => build({ snapshotLocations: [""] }), /snapshotLocations: ""/);
  });
});
