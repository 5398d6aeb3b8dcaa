/** The commands `npm start` and `npm run lab`. */
import { Command, CommanderError } from "commander";
import { realpathSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { down, status } from "./cluster";
import { LabError } from "./errors";
import { defaultLabName } from "./paths";
import { pulumiDir, shellExports } from "./project/lab";
import { ensureStack } from "./project/stacks";
import { stackNames } from "./project/stack-files";
import { createReporter, type Reporter } from "./reporter";
import { openLab, type LabSession } from "./session";
import { deployStack, requireStack } from "./deploy";
import { formatStatus } from "./summary";

/** The clone that this file belongs to. */
const cloneRoot = (): string => realpathSync(dirname(__dirname));

/** Runs `npm start`. Ends the process with Pulumi's exit code. */
export async function start(argv: readonly string[]): Promise<void> {
  const program = new Command("npm start --")
    .description("Deploys a stack by the genuine Pulumi engine on a local Kubernetes control plane.")
    .option("--stack <name>", "the stack to deploy", "dev")
    .option("--name <lab>", "the lab to use", defaultLabName(cloneRoot()))
    .action((options: { stack: string; name: string }) =>
      run(async (tools) => {
        requireStack(cloneRoot(), options.stack);
        return deployStack(await open(options.name, tools), options.stack);
      }),
    );
  await parse(program, argv);
}

/** Runs `npm run lab`. */
export async function lab(argv: readonly string[]): Promise<void> {
  const program = new Command("npm run lab --").description(
    "A local Kubernetes control plane with simulated nodes, and Pulumi's tool chain for it.",
  );
  const name = defaultLabName(cloneRoot());
  program
    .command("up")
    .argument("[lab]", "name of the lab", name)
    .description("build what is missing, start the control plane, prepare the stacks; again: complete what is down")
    .action((lab: string) =>
      run(async (tools) => {
        await open(lab, tools);
        const suffix = lab === name ? "" : ` ${lab}`;
        process.stdout.write(`Lab ${lab} is up. A shell for it:  eval "$(npm run -s lab -- env${suffix})"\n`);
        return 0;
      }),
    );
  program
    .command("down")
    .argument("[lab]", "name of the lab", name)
    .option("--keep-data", "stop the processes, keep the objects and Pulumi's state for the next up")
    .description("stop every process of the lab and delete its data")
    .action((lab: string, options: { keepData?: boolean }) =>
      run(async (tools) => {
        // A state that outlived its cluster would describe objects that the next one does not have.
        if (!options.keepData) rmSync(pulumiDir(lab), { recursive: true, force: true });
        await down(lab, { ...tools, keepData: options.keepData === true });
        return 0;
      }),
    );
  program
    .command("status")
    .argument("[lab]", "name of the lab", name)
    .option("--json", "as JSON")
    .description("what of the lab runs and what does not; exit code 1 when something is down")
    .action((lab: string, options: { json?: boolean }) =>
      run(async () => {
        const state = await status(lab);
        process.stdout.write(options.json ? `${JSON.stringify(state, null, 2)}\n` : formatStatus(state));
        return state.ready ? 0 : 1;
      }),
    );
  program
    .command("env")
    .argument("[lab]", "name of the lab", name)
    .description("shell commands that make plain pulumi and kubectl work on the lab")
    .action((lab: string) =>
      run(async (tools) => {
        await requireRunning(lab);
        process.stdout.write(shellExports((await open(lab, tools)).project));
        return 0;
      }),
    );
  program
    .command("refresh", { hidden: true })
    .argument("<lab>")
    .action((lab: string) =>
      run(async (tools) => {
        await requireRunning(lab);
        await open(lab, tools);
        return 0;
      }),
    );
  await parse(program, argv);
}

/** What every action is given. */
interface Tools {
  readonly reporter: Reporter;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
}

/** Opens the lab with every stack of the clone ready for plain `pulumi`. */
async function open(name: string, tools: Tools): Promise<LabSession> {
  const session = await openLab({ name, root: cloneRoot(), ...tools });
  for (const stack of stackNames(session.project.root)) await ensureStack(session.project, stack);
  return session;
}

async function requireRunning(name: string): Promise<void> {
  if ((await status(name)).ready) return;
  throw new LabError(`the lab ${name} is not running.`, { remedy: `start it with "npm run lab -- up ${name}".` });
}

/** Runs an action to its exit code: one message for an error, 130 after an interrupt. */
async function run(action: (tools: Tools) => Promise<number>): Promise<void> {
  const reporter = createReporter();
  const controller = new AbortController();
  const interrupt = (): void => {
    controller.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  try {
    process.exitCode = await action({ reporter, signal: controller.signal });
  } catch (error) {
    reporter.stop();
    process.exitCode = report(error, controller.signal);
  } finally {
    reporter.stop();
    process.removeListener("SIGINT", interrupt);
    process.removeListener("SIGTERM", interrupt);
  }
}

function report(error: unknown, signal: AbortSignal): number {
  if (signal.aborted) {
    process.stderr.write("Interrupted. Run the command again to continue.\n");
    return 130;
  }
  const text = error instanceof LabError ? error.describe() : error instanceof Error ? error.message : String(error);
  process.stderr.write(`error: ${text}\n`);
  if (process.env["BULWARK_DEBUG"] && error instanceof Error) process.stderr.write(`${error.stack ?? ""}\n`);
  return 1;
}

async function parse(program: Command, argv: readonly string[]): Promise<void> {
  for (const command of [program, ...program.commands]) command.exitOverride().showHelpAfterError();
  try {
    await program.parseAsync(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode;
  }
}
