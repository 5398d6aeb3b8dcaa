import assert from "node:assert/strict";

import { isCron } from "../../../../policies/rules/backup/schedules";
import { testRule } from "../../support/rule-cases";
import { named } from "../../support/objects";

const schedule = {
  type: "kubernetes:velero.io/v1:Schedule",
  object: named("velero.io/v1", "Schedule", {
    spec: {
      schedule: "0 2 * * *",
      template: { includedNamespaces: ["team"], snapshotVolumes: true, ttl: "720h" },
    },
  }),
};
const template = "spec.template";

testRule("backup-schedule", {
  ...schedule,
  failing: [
    ["no schedule", { "spec.schedule": undefined }, "spec.schedule"],
    ["what is no schedule", { "spec.schedule": "daily" }, "spec.schedule"],
    ["an hour that does not exist", { "spec.schedule": "0 24 * * *" }, "spec.schedule"],
    ["a paused one", { "spec.paused": true }, "spec.paused"],
  ],
  unknown: ["spec.schedule", "spec.paused"],
});

testRule("backup-scope", {
  ...schedule,
  passing: [["Velero's own choice", { [`${template}.snapshotVolumes`]: undefined }]],
  failing: [
    ["all namespaces", { [`${template}.includedNamespaces`]: ["*"] }, `${template}.includedNamespaces.0`],
    ["no namespaces", { [`${template}.includedNamespaces`]: undefined }, `${template}.includedNamespaces`],
    ["Velero's own time to keep", { [`${template}.ttl`]: undefined }, `${template}.ttl`],
    ["an hour", { [`${template}.ttl`]: "1h" }, `${template}.ttl`],
    ["no claims", { [`${template}.excludedResources`]: ["persistentvolumeclaims"] }, `${template}.excludedResources.0`],
  ],
  unknown: [`${template}.ttl`, `${template}.includedNamespaces`],
});

testRule("backup-scope", {
  type: "kubernetes:velero.io/v1:Backup",
  object: named("velero.io/v1", "Backup", { spec: { includedNamespaces: ["team"], ttl: "24h0m0s" } }),
  failing: [["an hour", { "spec.ttl": "23h59m" }, "spec.ttl"]],
  unknown: ["spec.ttl"],
});

describe("schedules of backups", () => {
  for (const text of [
    "0 2 * * *",
    "*/15 * * * *",
    "0 0 1,15 * 1-5",
    "@daily",
    "@every 6h",
    "CRON_TZ=Europe/Berlin 0 2 * * *",
    "0 2 * * SUN",
  ]) {
    it(`takes ${text}`, () => {
      assert.ok(isCron(text));
    });
  }

  for (const text of [
    "",
    "0 2 * *",
    "0 2 * * * *",
    "60 2 * * *",
    "0 2 0 * *",
    "0 2 * 13 *",
    "0 2 * * 8",
    "@hourly now",
    "a b c d e f",
  ]) {
    it(`does not take ${JSON.stringify(text)}`, () => {
      assert.ok(!isCron(text));
    });
  }
});
