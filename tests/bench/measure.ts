/** Times a command as a whole process tree, with its peak memory. */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** One run of a command. */
export interface Sample {
  readonly seconds: number;
  /** Peak of the summed resident memory of the command and its descendants, in MB; NaN where /proc is missing. */
  readonly peakMegabytes: number;
}

/** A command that is measured: it must end with exit code 0. */
export interface Subject {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Puts the world in order before each run; not measured. */
  readonly before?: () => Promise<void>;
}

/** How often memory is looked at, in milliseconds: short against the life of a Node process. */
const MEMORY_INTERVAL_MS = 40;

/** Runs the subject once. */
export async function measure(subject: Subject): Promise<Sample> {
  await subject.before?.();
  const started = performance.now();
  const child = spawn(subject.command, subject.args, {
    cwd: subject.cwd,
    env: subject.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
  let peak = 0;
  const watch = setInterval(() => {
    if (child.pid !== undefined) peak = Math.max(peak, residentMegabytes(child.pid));
  }, MEMORY_INTERVAL_MS);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    const seconds = (performance.now() - started) / 1000;
    if (code !== 0) {
      throw new Error(
        `${subject.name} ended with exit code ${String(code)}:\n${Buffer.concat(output).toString().slice(-2000)}`,
      );
    }
    return { seconds, peakMegabytes: peak === 0 ? Number.NaN : peak };
  } finally {
    clearInterval(watch);
  }
}

/** The resident memory of a process and all its descendants. Pages they share are counted once per process. */
function residentMegabytes(root: number): number {
  const children = new Map<number, number[]>();
  const resident = new Map<number, number>();
  for (const entry of processes()) {
    try {
      const status = readFileSync(`/proc/${entry}/status`, "utf8");
      const parent = Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]);
      resident.set(entry, Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
      children.set(parent, [...(children.get(parent) ?? []), entry]);
    } catch {
      // The process ended between the listing and the look.
    }
  }
  const sum = (pid: number): number =>
    (resident.get(pid) ?? 0) + (children.get(pid) ?? []).reduce((total, child) => total + sum(child), 0);
  return sum(root);
}

function processes(): number[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}
