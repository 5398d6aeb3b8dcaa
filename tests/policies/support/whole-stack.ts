/** Judges everything that a configuration makes, with the register of this repository. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { ConfigurationSource } from "../../../config/source";
import { parseRegister } from "../../../policies/exemptions/register";
import { exemptableRules } from "../../../policies/rules/exemptable";
import { identity, objectsOf } from "../../systems/evaluate";
import type { JsonObject } from "./objects";
import { PackRun } from "./pack";

const file = join(__dirname, "../../../policies/exemptions.yaml");
const register = parseRegister(readFileSync(file, "utf8"), file, exemptableRules);
/** The day on which the latest entry was granted, so that the tests are the same on every day. */
const today = register.map(({ date }) => date).reduce((latest, date) => (date > latest ? date : latest));

/** The messages of all mandatory violations, of objects and of the stack. */
export async function stoppedIn(source: ConfigurationSource): Promise<readonly string[]> {
  const environment = source.stack.startsWith("preview") ? "preview" : source.stack;
  const pack = new PackRun({ register, environment, stack: source.stack, today });
  const found: string[] = [];
  for (const object of await objectsOf(source)) {
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
