/**
 * Writes the types of the custom resources anew: `npx tsx lab/custom-resources/write-types.ts`, after the selection or the
 * version of an operator changed. Needs Go, but not the whole tool chain.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createReporter } from "../reporter";
import { collectedCrds } from "../toolchain";
import { selection } from "./selection";
import { readOperators, typeFiles } from "./types";

async function write(): Promise<void> {
  const reporter = createReporter();
  const sources = await collectedCrds({ reporter });
  reporter.stop();
  for (const [name, text] of await typeFiles(await readOperators(sources, selection))) {
    writeFileSync(join(__dirname, "..", "..", "components", "custom-resources", name), text);
  }
}

void write();
