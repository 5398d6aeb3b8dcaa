/** Writes what is generated from the commands: the reference in docs/operations.md. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { format } from "prettier";

import { program } from "./program";
import { withReference } from "./reference";

async function write(): Promise<void> {
  const page = join(__dirname, "..", "docs", "operations.md");
  const text = withReference(readFileSync(page, "utf8"), program());
  writeFileSync(page, await format(text, { parser: "markdown", printWidth: 120 }));
}

void write();
