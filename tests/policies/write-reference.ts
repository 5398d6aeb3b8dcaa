/** Writes docs/rules.md. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { format } from "prettier";

import { rulesPage } from "./reference";

async function write(): Promise<void> {
  const page = join(__dirname, "../../docs/rules.md");
  writeFileSync(page, await format(rulesPage(), { parser: "markdown", printWidth: 120 }));
}

void write();
