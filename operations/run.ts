import { join } from "node:path";

import type { Command } from "@commander-js/extra-typings";

import { Context, type CommonOptions, type Outcome } from "./context";
import { OperationError } from "./errors";
import { EXIT_CODES } from "./exit-codes";
import { commit, isChanged, requireCommittable } from "./git";
import { listenForInterrupts } from "./interrupts";

/** What a command does, given its arguments. */
export interface Work {
  /** The `pulumi` and `kubectl` commands that do the same by hand, one per line. */
  readonly explain: () => readonly string[];
  readonly perform: (context: Context) => Promise<Outcome>;
  /** What `--commit` commits when the command has succeeded: the file of a stack, and why it changed. */
  readonly committing?: { readonly stack: string; readonly message: string };
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
    const outcome = await committed(context, options, work);
    const text = options.json === true ? JSON.stringify(outcome.data, null, 2) : outcome.text;
    if (text !== "") process.stdout.write(`${text}\n`);
    process.exitCode = outcome.exitCode ?? EXIT_CODES.done.code;
  } catch (error) {
    const told = expected(error, context);
    if (told === undefined) throw error;
    tell(told, options);
  } finally {
    interrupts.stop();
  }
}

/** Performs the work; with `--commit`, what cannot be committed is refused before anything is changed. */
async function committed(context: Context, { commit: isWanted }: CommonOptions, work: Work): Promise<Outcome> {
  if (isWanted !== true || work.committing === undefined) return work.perform(context);
  const { stack, message } = work.committing;
  const file = join(context.cwd, `Pulumi.${stack}.yaml`);
  await requireCommittable(file);
  const outcome = await work.perform(context);
  if (!(await isChanged(file))) return outcome;
  await commit(file, `${stack}: ${message}`);
  return { ...outcome, text: `${outcome.text}\nPulumi.${stack}.yaml is committed.` };
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

/** The error as people are told it; undefined for a defect. */
function expected(error: unknown, context: Context): OperationError | undefined {
  if (error instanceof OperationError) return error;
  if (context.ended === "interrupted")
    return new OperationError("interrupted", "Interrupted; nothing was left half done.");
  if (context.ended === "timedOut") {
    return new OperationError("timedOut", "The time limit was reached.", ["Give more time with --timeout."]);
  }
  return undefined;
}
