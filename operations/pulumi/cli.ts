import { spawn } from "node:child_process";

import type { PulumiCommand } from "@pulumi/pulumi/automation";

/** What the Automation API calls on its command; its declarations leave it out. */
interface Runner {
  run: (
    args: readonly string[],
    cwd: string,
    env: Readonly<Record<string, string>>,
    onOutput?: (text: string) => void,
    onError?: (text: string) => void,
    signal?: AbortSignal,
  ) => Promise<unknown>;
}

/** Parts of the Automation API that its declarations leave out. */
interface Internals {
  readonly CommandResult: new (stdout: string, stderr: string, code: number, error?: Error) => object;
  readonly createCommandError: (result: object) => Error;
}

/** Two signals of one key press are one: Pulumi takes a second SIGINT for the order to drop everything. */
const ONE_PRESS_MS = 300;

/**
 * The Pulumi CLI in a process group of its own. A terminal sends Ctrl-C to its whole foreground group, and the Automation
 * API sends one more on an abort; the CLI would take the two for the order to drop everything and leave operations pending.
 *
 * @param again ends a CLI that was asked already. Default: nothing does
 */
export async function ownGroupCli(again?: AbortSignal): Promise<PulumiCommand> {
  const [cmd, errors] = await Promise.all([
    import("@pulumi/pulumi/automation/cmd.js"),
    import("@pulumi/pulumi/automation/errors.js"),
  ]);
  const internals = { ...cmd, ...errors } as unknown as Internals;
  const command = await cmd.PulumiCommand.get();
  (command as unknown as Runner).run = (args, cwd, env, onOutput, onError, signal) =>
    runCli(command.command, args, { cwd, env, onOutput, onError, signals: [signal, again], internals });
  return command;
}

interface RunOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly onOutput: ((text: string) => void) | undefined;
  readonly onError: ((text: string) => void) | undefined;
  /** Each asks the CLI to end; the second press ends it at once. */
  readonly signals: readonly (AbortSignal | undefined)[];
  readonly internals: Internals;
}

function runCli(command: string, args: readonly string[], options: RunOptions): Promise<object> {
  const { cwd, env, onOutput, onError, signals, internals } = options;
  const { CommandResult, createCommandError } = internals;
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args, ...(args.includes("--non-interactive") ? [] : ["--non-interactive"])], {
      cwd,
      env: { ...process.env, ...env, PULUMI_AUTOMATION_API: "true" },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let asked = Number.NEGATIVE_INFINITY;
    const ask = (): void => {
      if (performance.now() - asked < ONE_PRESS_MS) return;
      asked = performance.now();
      child.kill("SIGINT");
    };
    const stopListening = (): void => {
      for (const signal of signals) signal?.removeEventListener("abort", ask);
    };
    // Only the operation's own signal counts when it was aborted before: `again` may be of an earlier one.
    if (signals[0]?.aborted === true) ask();
    for (const signal of signals) signal?.addEventListener("abort", ask);
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      onOutput?.(text);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      onError?.(text);
    });
    child.once("error", (error) => {
      stopListening();
      reject(createCommandError(new CommandResult("", error.message, -2, error)));
    });
    child.once("close", (code) => {
      stopListening();
      const result = new CommandResult(stdout, stderr, code ?? 130);
      if (code === 0) resolve(result);
      else reject(createCommandError(result));
    });
  });
}
