/** Reads the exemptions register from its file. */
import { readFileSync } from "node:fs";

import { exemptableRules } from "../rules/exemptable";
import { parseRegister, RegisterError, type Exemption } from "./register";

/** @throws RegisterError if the file cannot be read or is no register */
export function readRegister(file: string): readonly Exemption[] {
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch (error) {
    throw new RegisterError(file, [`it cannot be read: ${error instanceof Error ? error.message : String(error)}`]);
  }
  return parseRegister(content, file, exemptableRules);
}
