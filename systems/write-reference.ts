/** Writes what is generated from the configuration schema: config/schema.json and the tables of docs/configuration.md. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { format } from "prettier";

import { schema, withKeyTables } from "./reference";

const root = join(__dirname, "..");

async function write(): Promise<void> {
  const page = join(root, "docs", "configuration.md");
  writeFileSync(page, withKeyTables(readFileSync(page, "utf8")));
  const text = await format(JSON.stringify(schema()), { parser: "json", printWidth: 120 });
  writeFileSync(join(root, "config", "schema.json"), text);
}

void write();
