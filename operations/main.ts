import { CommanderError } from "commander";

import { program } from "./program";
import { OperationError } from "./errors";
import { EXIT_CODES } from "./exit-codes";
import { tell } from "./run";

/** Runs `bulwark ARGUMENTS` and sets the exit code of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await program().parseAsync([...argv], { from: "user" });
  } catch (error) {
    // Arguments that a command refuses before it begins.
    if (error instanceof OperationError) {
      tell(error, { json: argv.includes("--json") });
      return;
    }
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_CODES.usage.code;
  }
}
