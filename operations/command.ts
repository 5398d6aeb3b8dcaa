import { Command } from "@commander-js/extra-typings";

import { limit } from "./duration";

/** What a person reads of a command, in `help` and in docs/operations.md. */
export interface About {
  /** One line. */
  readonly summary: string;
  /** What it does, step by step, and what happens when it fails; a paragraph or more. Default: the summary. */
  readonly details?: string;
  /** The workflows of SPEC section 3 that it carries out. */
  readonly workflows: readonly string[];
  /** Whole lines to copy. */
  readonly examples: readonly string[];
}

/** The option of commands that change a stack file; `committing` of their work says what is committed. */
export const COMMIT = ["--commit", "commit the stack file, and nothing else, when it is deployed"] as const;

const abouts = new WeakMap<object, About>();

/** What {@link operation} was told of a command; undefined for a group of commands. */
export function aboutOf(command: object): About | undefined {
  return abouts.get(command);
}

/** The options that every command takes. */
type CommandWithOptions = Command<[], { json?: true; yes?: true; explain?: true; timeout: number; cwd?: string }>;

/** A command with the options that all of them take. */
export function operation(
  name: string,
  about: About,
  defaults: { readonly timeout?: string } = {},
): CommandWithOptions {
  const command = new Command(name)
    .summary(about.summary)
    .description(about.details ?? about.summary)
    .option("--json", "the result as JSON on standard output; progress is silent")
    .option("--yes", "consent to what would be asked")
    .option("--explain", "print the pulumi and kubectl commands that do the same, and do nothing")
    .option("--timeout <limit>", "how long it may take, such as 90s or 10m", limit, limit(defaults.timeout ?? "10m"))
    .option("--cwd <folder>", "folder of the Pulumi project (default: BULWARK_PROJECT, else that of this command)");
  command.addHelpText("after", `\nExamples:\n${about.examples.map((line) => `  bulwark ${line}`).join("\n")}`);
  abouts.set(command, about);
  return command;
}
