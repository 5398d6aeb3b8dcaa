import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { parseRegister } from "../../policies/exemptions/register";
import { exemptableRules } from "../../policies/rules/exemptable";
import type { Environment } from "../../config/primitives/environment";
import { role } from "../systems/appointment/sufficient";
import { identity, objectsOf } from "../systems/evaluate";
import type { Keys } from "../systems/example-keys";
import { sufficient } from "../systems/sufficient";
import { PackRun } from "./support/pack";
import type { JsonObject } from "./support/objects";

const file = join(__dirname, "../../policies/exemptions.yaml");
const register = parseRegister(readFileSync(file, "utf8"), file, exemptableRules);
/** The day on which the latest entry was granted, so that the test is the same on every day. */
const today = register.map(({ date }) => date).reduce((latest, date) => (date > latest ? date : latest));

/** G-67: a pod that admission refuses shows nothing but an update that runs into its timeout. */
describe("the pack and all systems", function () {
  this.timeout(120_000);

  /** What stops an update of such a stack. */
  async function stops(environment: Environment, changes: Keys = {}): Promise<readonly string[]> {
    const pack = new PackRun({ register, environment, stack: environment, today });
    const found: string[] = [];
    for (const object of await objectsOf(sufficient(environment, changes))) {
      const violations = await pack.analyze({
        type: object.type,
        name: object.name,
        object: object.inputs as unknown as JsonObject,
        protect: object.options.protect ?? false,
        ignoreChanges: object.options.ignoreChanges ?? [],
      });
      const stopping = violations.filter(({ mandatory }) => mandatory);
      found.push(...stopping.map(({ message }) => `${identity(object)}: ${message}`));
    }
    const atTheEnd = (await pack.analyzeStack()).filter(({ mandatory }) => mandatory);
    return [...found, ...atTheEnd.map(({ message }) => message)];
  }

  for (const environment of ["dev", "staging", "prod"] as const) {
    it(`finds nothing to stop in ${environment}`, async () => {
      assert.deepEqual(await stops(environment), []);
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
    assert.deepEqual(await stops("prod", changes), []);
  });
});
