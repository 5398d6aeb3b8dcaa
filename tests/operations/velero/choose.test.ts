import assert from "node:assert/strict";

import type { OperationError } from "../../../operations/errors";
import { chooseBackup, chooseSchedule, type ScheduleOfStack } from "../../../operations/velero/choose";
import type { Backup } from "../../../operations/velero/objects";

const daily: ScheduleOfStack = {
  name: "healthcare-daily",
  namespace: "velero",
  system: "healthcare",
  includedNamespaces: ["healthcare-prod"],
};
const other: ScheduleOfStack = { ...daily, name: "bitvault-daily", system: "bitvault" };
const now = new Date("2026-02-01T12:00:00Z");

/** A complete backup of the daily schedule. */
const backup = (
  name: string,
  completionTimestamp: string,
  more: Partial<Backup["status"]> = {},
  schedule = daily.name,
): Backup => ({
  metadata: { name, labels: { "velero.io/schedule-name": schedule } },
  spec: { includedNamespaces: ["healthcare-prod"] },
  status: { phase: "Completed", completionTimestamp, ...more },
});
const refused = (code: number, pattern: RegExp) => (error: OperationError) =>
  error.exitCode === code && pattern.test(error.message);

describe("the schedule of a restore", () => {
  it("is the only one, or that of the system", () => {
    assert.equal(chooseSchedule("prod", [daily], undefined), daily);
    assert.equal(chooseSchedule("prod", [daily, other], "bitvault"), other);
  });

  it("must be named by its system where there are several, or none", () => {
    assert.throws(
      () => chooseSchedule("prod", [daily, other], undefined),
      refused(1, /healthcare-daily .*bitvault-daily/),
    );
    assert.throws(() => chooseSchedule("prod", [daily], "mllp"), refused(1, /no schedule of backups for mllp/));
    assert.throws(() => chooseSchedule("dev", [], undefined), refused(1, /backs nothing up/));
  });
});

describe("the backup of a restore", () => {
  const choose = (backups: readonly Backup[], named?: string): string | undefined =>
    chooseBackup(daily, backups, named, now).metadata?.name;

  it("is the newest of the schedule that is complete and not over", () => {
    const backups = [
      backup("old", "2026-01-30T02:00:00Z"),
      backup("new", "2026-01-31T02:00:00Z"),
      backup("partial", "2026-02-01T02:00:00Z", { phase: "PartiallyFailed" }),
      backup("over", "2026-02-01T03:00:00Z", { expiration: "2026-02-01T11:00:00Z" }),
      backup("foreign", "2026-02-01T04:00:00Z", {}, "bitvault-daily"),
    ];
    assert.equal(choose(backups), "new");
    assert.equal(choose(backups, "old"), "old");
  });

  it("is refused where there is no complete one, with those that there are", () => {
    const broken = backup("broken", "2026-01-31T02:00:00Z", { phase: "Failed" });
    assert.throws(() => choose([broken]), refused(1, /broken \(Failed\)/));
    assert.throws(() => choose([broken], "broken"), refused(3, /is Failed, not Completed/));
    assert.throws(() => choose([], "lost"), refused(1, /no backup lost. There are: none/));
  });

  it("is refused when it is of other namespaces", () => {
    const elsewhere: Backup = {
      ...backup("b", "2026-01-31T02:00:00Z"),
      spec: { includedNamespaces: ["bitvault-prod"] },
    };
    assert.throws(() => choose([elsewhere], "b"), refused(3, /has not healthcare-prod/));
  });
});
