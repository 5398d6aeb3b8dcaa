import assert from "node:assert/strict";

import { role } from "../systems/appointment/sufficient";
import { sufficient } from "../systems/sufficient";
import { stoppedIn } from "./support/whole-stack";

/** G-67: a pod that admission refuses shows nothing but an update that runs into its timeout. */
describe("the pack and all systems", function () {
  this.timeout(120_000);

  for (const environment of ["dev", "staging", "prod"] as const) {
    it(`finds nothing to stop in ${environment}`, async () => {
      assert.deepEqual(await stoppedIn(sufficient(environment)), []);
    });
  }

  it("finds nothing to stop where databases are migrated, releases tried and namespaces bounded (G-59, C-31, G-41)", async () => {
    const migration = { command: ["migrate"] };
    const canary = { digest: `sha256:${"fedcba9876543210".repeat(4)}`, weights: [10, 50], step: 1 };
    const released = { canary, probes: { startup: { enabled: true } } };
    const changes = {
      "healthcare:migration": migration,
      "smedrec:migration": migration,
      "appointment:services": {
        booking: { ...released, migration, roleArn: role("booking") },
        availability: released,
        patient: released,
        search: { roleArn: role("search") },
      },
      ...Object.fromEntries(["healthcare", "smedrec", "appointment"].map((name) => [`${name}:quota`, true])),
    };
    assert.deepEqual(await stoppedIn(sufficient("prod", changes)), []);
  });
});
