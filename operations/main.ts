import { CommanderError } from "commander";

import { program } from "./program";
import { EXIT_CODES } from "./exit-codes";

/** Runs `bulwark ARGUMENTS` and sets the exit code of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await program().parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_CODES.usage.code;
  }
}
