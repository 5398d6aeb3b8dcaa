/** Runs the lab's genuine Pulumi CLI. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { commandEnvironment, type LabProject } from "./lab";

/** How a command ended. */
export interface Ended {
  /** Exit code; 130 when a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Options of {@link runPulumi}. */
export interface RunOptions {
  /** Let the person see the output instead of collecting it. Default: collect. */
  readonly show?: boolean;
  /** Text for the command's standard input. Default: none. */
  readonly input?: string;
  /** Further variables of its environment. Default: none. */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Runs `pulumi ARGUMENTS` on the lab's project. An interrupt reaches Pulumi by itself, as it belongs to the terminal's
 * foreground group; this process then waits until Pulumi has put its state in order.
 */
export async function runPulumi(
  project: LabProject,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Ended> {
  const child = spawn(join(project.bin, "pulumi"), args, {
    cwd: project.folder,
    env: { ...commandEnvironment(project), ...options.env },
    stdio: options.show ? "inherit" : [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => stderr.push(chunk));
  child.stdin?.end(options.input);
  const wait = (): void => undefined;
  const terminate = (): void => void child.kill("SIGINT");
  process.on("SIGINT", wait);
  process.on("SIGTERM", terminate);
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (exit, signal) => {
        resolve(signal ? 130 : (exit ?? 1));
      });
    });
    return { code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
  } finally {
    process.removeListener("SIGINT", wait);
    process.removeListener("SIGTERM", terminate);
  }
}
