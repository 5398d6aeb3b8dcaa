import assert from "node:assert/strict";

import { resolveBackup, scheduleOf } from "../../../systems/common/backup";
import { recordingScope } from "./scope";

const defaults = { cron: "0 3 * * *", storageLocation: "default" };
const velero = { velero: true };

describe("systems/common/backup", () => {
  it("is off unless the stack switches it on (G-52)", () => {
    const scope = recordingScope("prod");
    assert.equal(resolveBackup(scope, velero, undefined, defaults), undefined);
    assert.equal(resolveBackup(scope, velero, { cron: "0 4 * * *" }, defaults), undefined);
    assert.deepEqual(resolveBackup(scope, velero, { enabled: true }, defaults), defaults);
    assert.deepEqual(scope.problems, []);
  });

  it("takes what the stack says over the defaults, as the schedule takes it", () => {
    const given = { enabled: true, cron: "0 4 * * *", ttl: "52608h", storageLocation: "vaults" };
    const values = resolveBackup(recordingScope("prod"), velero, given, defaults);
    assert.deepEqual(values && scheduleOf(values), { cron: "0 4 * * *", ttl: "52608h", storage: "vaults" });
  });

  it("is left out where the cluster has no Velero", () => {
    assert.equal(resolveBackup(recordingScope("prod"), { velero: false }, { enabled: true }, defaults), undefined);
  });

  for (const environment of ["preview", "dev", "staging"] as const) {
    it(`is refused in ${environment} (R-72)`, () => {
      const scope = recordingScope(environment);
      resolveBackup(scope, velero, { enabled: true }, defaults);
      assert.deepEqual(
        scope.problems.map(({ key, given }) => [key, given]),
        [["shop:backup.enabled", `true in ${environment}`]],
      );
    });
  }
});
