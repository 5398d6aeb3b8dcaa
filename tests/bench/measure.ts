/** Times a command as a whole process tree, with its CPU time and peak memory. */
import { spawn } from "node:child_process";
import { residentMegabytes, runningProcesses, treeOf, waitedForSeconds } from "./processes";

/** One run of a command. */
export interface Sample {
  readonly seconds: number;
  /** CPU seconds of the command and its descendants, at the least; NaN where /proc is missing. */
  readonly cpuSeconds: number;
  /** Peak of the summed resident memory of the command and its descendants, in MB; NaN where /proc is missing. */
  readonly peakMegabytes: number;
}

/** A command that is measured. */
export interface Subject {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Exit codes that count as success. Default: 0 alone. */
  readonly exitCodes?: readonly number[];
  /** Puts the world in order before each run; not measured. Default: nothing. */
  readonly before?: () => Promise<void>;
}

/** How often the tree is looked at, in milliseconds: short against the life of a Node process. */
const INTERVAL_MS = 50;

/**
 * Runs the subject once. Run no other child process meanwhile: its CPU time would count too.
 *
 * @throws Error with the end of its output when it ends with another exit code than it may
 */
export async function measure(subject: Subject): Promise<Sample> {
  await subject.before?.();
  const before = waitedForSeconds();
  const started = performance.now();
  const child = spawn(subject.command, subject.args, {
    cwd: subject.cwd,
    env: subject.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
  const tree = new TreeWatch();
  const watch = setInterval(() => {
    if (child.pid !== undefined) tree.look(child.pid);
  }, INTERVAL_MS);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    const seconds = (performance.now() - started) / 1000;
    if (code === null || !(subject.exitCodes ?? [0]).includes(code)) {
      throw new Error(
        `${subject.name} ended with exit code ${String(code)}:\n${Buffer.concat(output).toString().slice(-2000)}`,
      );
    }
    const waitedFor = (waitedForSeconds() ?? Number.NaN) - (before ?? Number.NaN);
    return { seconds, cpuSeconds: Math.max(waitedFor, tree.cpuSeconds), peakMegabytes: tree.peakMegabytes };
  } finally {
    clearInterval(watch);
  }
}

/** What is seen of a process tree while it runs. */
class TreeWatch {
  /** NaN until the first look. */
  peakMegabytes = Number.NaN;
  private readonly cpu = new Map<number, number>();

  look(root: number): void {
    const tree = treeOf(root, runningProcesses());
    if (tree.length === 0) return;
    for (const { pid, own } of tree) this.cpu.set(pid, own);
    const megabytes = sum(tree.map(({ pid }) => residentMegabytes(pid)));
    this.peakMegabytes = Math.max(Number.isNaN(this.peakMegabytes) ? 0 : this.peakMegabytes, megabytes);
  }

  /**
   * As last seen of each process. The kernel's own account, which the caller also has, is exact but knows nothing of
   * descendants that nobody waited for.
   */
  get cpuSeconds(): number {
    return sum([...this.cpu.values()]);
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
