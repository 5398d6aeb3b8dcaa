import assert from "node:assert/strict";
import { backupAlerts } from "../../../../components/builders/alerts/backups";
import { prometheusRule, type AlertRule } from "../../../../components/builders/prometheus-rule";
import { identity } from "../../fixtures";

const runbooks = "https://runbooks.example.com/";
const alerts = (maxAgeHours?: number): Record<string, AlertRule> => {
  const settings = { schedule: "shop-daily", runbooks, ...(maxAgeHours === undefined ? {} : { maxAgeHours }) };
  return Object.fromEntries(
    backupAlerts(settings).rules.flatMap((rule) => ("alert" in rule ? [[rule.alert, rule]] : [])),
  );
};

describe("components/builders/alerts/backups", () => {
  it("alerts on each way in which a backup of the schedule fails (G-48)", () => {
    const { expression } = alerts()["BackupFailed"]!;
    for (const kind of ["failure", "partial_failure", "validation_failure"]) {
      assert.ok(expression.includes(`velero_backup_${kind}_total{schedule="shop-daily"}[1h]`), kind);
    }
  });

  it("wakes somebody when the last good backup is older than a day and two hours (G-53)", () => {
    const { expression, severity } = alerts()["BackupTooOld"]!;
    assert.match(expression, /time\(\) - max\(velero_backup_last_successful_timestamp\{.*\}\) > 93600$/);
    assert.equal(severity, "critical");
    assert.match(alerts(50)["BackupTooOld"]?.expression ?? "", /> 180000$/);
  });

  it("gives a new schedule as long for its first backup", () => {
    const never = alerts(50)["BackupNeverMade"]!;
    assert.equal(never.expression, 'absent(velero_backup_last_successful_timestamp{schedule="shop-daily"})');
    assert.equal(never.for, "50h");
  });

  it("is read by Prometheus", () => {
    prometheusRule(identity, { name: "shop", groups: [backupAlerts({ schedule: "shop-daily", runbooks })] }, {});
  });

  it("refuses an age that is no whole number of hours", () => {
    for (const hours of [0, 1.5, -1]) assert.throws(() => alerts(hours), /maxAgeHours/);
  });
});
