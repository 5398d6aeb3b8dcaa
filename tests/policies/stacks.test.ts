import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { parseRegister } from "../../policies/exemptions/register";
import { exemptableRules } from "../../policies/rules/exemptable";
import { identity, objectsOf } from "../systems/evaluate";
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

  for (const environment of ["dev", "staging", "prod"] as const) {
    it(`finds nothing to stop in ${environment}`, async () => {
      const pack = new PackRun({ register, environment, stack: environment, today });
      const found: string[] = [];
      for (const object of await objectsOf(sufficient(environment))) {
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
      assert.deepEqual([...found, ...atTheEnd.map(({ message }) => message)], []);
    });
  }
});
