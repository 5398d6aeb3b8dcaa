/** Writes VERSIONS.md anew: `npx tsx lab/toolchain/write-versions.ts`, after a version in a go.mod changed. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { versionsText } from "./versions";

writeFileSync(join(__dirname, "VERSIONS.md"), versionsText());
