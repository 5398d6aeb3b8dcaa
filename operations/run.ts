import type { Command } from "@commander-js/extra-typings";

import { Context, type CommonOptions, type Outcome } from "./context";
import type { OperationError } from "./errors";
import { EXIT_CODES } from "./exit-codes";
import { listenForInterrupts } from "./interrupts";
import { tellingChange } from "./stack-file";

/** What a command does, given its arguments. */
export interface Work {
  /** The `pulumi` and `kubectl` commands that do the same by hand, one per line. */
  readonly explain: () => readonly string[];
  readonly perform: (context: Context) => Promise<Outcome>;
  /** The stack whose file the command may change. Its outcome has a summary then. Default: it changes none. */
  readonly changes?: string;
}

/**
 * Runs a command to its exit code: `--explain` prints and does nothing, an error that is meant for people is printed as one
 * message, anything else is a defect and keeps its stack trace.
 */
export async function run(command: Pick<Command, "optsWithGlobals">, work: Work): Promise<void> {
  const options: CommonOptions = command.optsWithGlobals();
  const interrupts = listenForInterrupts();
  const context = new Context(options, interrupts.signal, interrupts.again);
  try {
    if (options.explain === true) {
      process.stdout.write(`${work.explain().join("\n")}\n`);
      return;
    }
    const outcome = await performed(context, options, work);
    const text = options.json === true ? JSON.stringify(outcome.data, null, 2) : outcome.text;
    if (text !== "") process.stdout.write(`${text}\n`);
    process.exitCode = outcome.exitCode ?? EXIT_CODES.done.code;
  } catch (error) {
    const told = context.told(error);
    if (told === undefined) throw error;
    tell(told, options);
  } finally {
    await context.locks.release();
    interrupts.stop();
  }
}

function performed(context: Context, { commit = false }: CommonOptions, { changes, perform }: Work): Promise<Outcome> {
  return changes === undefined ? perform(context) : tellingChange(context, changes, commit, perform);
}

/** Prints an error as people, and with `--json` as scripts read it, and sets the exit code. */
export function tell(error: OperationError, { json = false }: Pick<CommonOptions, "json"> = {}): void {
  if (json) process.stdout.write(`${JSON.stringify({ error: describe(error) }, null, 2)}\n`);
  process.stderr.write(`error: ${error.message}\n${error.remedy.map((line) => `  ${line}\n`).join("")}`);
  process.exitCode = error.exitCode;
}

function describe({ failure, exitCode, message, remedy }: OperationError): object {
  return { failure, exitCode, message, remedy };
}
