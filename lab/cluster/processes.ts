/** Finding and ending the processes of one lab, and of no other. */
import { execFile } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { COMPONENTS, type ClusterLayout, type ComponentName } from "./layout";

/** A running process of a lab. */
export interface LabProcess {
  /** `kwokctl` runs only during a start; one that outlives its `up` was orphaned by a kill. */
  readonly component: ComponentName | "kwokctl";
  readonly pid: number;
}

/** How long etcd may take to write its data before it is ended hard, in milliseconds. */
const GRACE_MS = 5_000;
const POLL_MS = 20;

/**
 * The processes whose command line names the lab's own path of a component. kwokctl's pid files are no proof: after a restart
 * of the machine their numbers belong to other programs, and a start that was killed may not have written them.
 */
export async function labProcesses(layout: ClusterLayout): Promise<LabProcess[]> {
  return (await commandLines()).flatMap(({ pid, command }): LabProcess[] => {
    const component = COMPONENTS.find((name) => command.startsWith(`${join(layout.bin, name)} `));
    if (component) return [{ component, pid }];
    return command.includes(`kwokctl --config ${layout.config} `) ? [{ component: "kwokctl", pid }] : [];
  });
}

/** Ends processes found by {@link labProcesses}. etcd, which holds the data, ends last and in its own time. */
export async function endProcesses(layout: ClusterLayout, processes: readonly LabProcess[]): Promise<void> {
  const etcd = processes.filter(({ component }) => component === "etcd");
  // kwokctl first: it would start again what we end.
  const rank = ({ component }: LabProcess): number => (component === "kwokctl" ? 0 : 1);
  for (const one of [...processes].sort((a, b) => rank(a) - rank(b))) if (!etcd.includes(one)) send(one.pid, "SIGKILL");
  for (const { pid } of etcd) send(pid, "SIGTERM");
  for (const { pid } of await stillThere(processes)) send(pid, "SIGKILL");
  await stillThere(processes);
}

/** Waits for processes to end. @returns those that have not */
async function stillThere(processes: readonly LabProcess[]): Promise<LabProcess[]> {
  let left = [...processes];
  for (const end = Date.now() + GRACE_MS; Date.now() < end;) {
    left = left.filter(({ pid }) => holdsResources(pid));
    if (left.length === 0) break;
    await delay(POLL_MS);
  }
  return left;
}

/**
 * Whether a process still has its ports. One that is being ended has lost its command line, but keeps its sockets for some
 * more milliseconds; one that only waits to be reaped (state Z, in containers without an init for ever) has lost them.
 */
function holdsResources(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== "linux") return true;
    return !/^.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/**
 * Makes kwokctl's pid files say the truth, because kwokctl believes them: it would take a stranger's pid for a running
 * component, and start a second one beside a component whose file is missing.
 */
export function correctPidFiles(layout: ClusterLayout, processes: readonly LabProcess[]): void {
  for (const component of COMPONENTS) {
    const path = join(layout.pids, `${component}.pid`);
    const running = processes.find((process) => process.component === component);
    if (running === undefined) rmSync(path, { force: true });
    else if (pidIn(path) !== running.pid) writeFileSync(path, String(running.pid));
  }
}

function pidIn(path: string): number | undefined {
  try {
    return Number(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

interface CommandLine {
  readonly pid: number;
  /** The arguments, a space after each. */
  readonly command: string;
}

/** The command lines of all processes that still run; one that only waits to be reaped has none. */
async function commandLines(): Promise<CommandLine[]> {
  if (process.platform === "linux") return fromProc();
  // -ww: without it ps cuts the command lines to the terminal's width.
  const { stdout } = await promisify(execFile)("ps", ["-A", "-ww", "-o", "pid=,stat=,command="], {
    maxBuffer: 1 << 26,
  });
  return stdout.split("\n").flatMap((line) => {
    const [, pid, state, command] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || command === undefined || state?.startsWith("Z")) return [];
    return [{ pid: Number(pid), command: `${command} ` }];
  });
}

/** Linux: without ps, which small images lack (proc_pid_cmdline(5)). */
async function fromProc(): Promise<CommandLine[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map(async (pid) => {
      const text = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      return { pid: Number(pid), command: text.replaceAll("\0", " ") };
    }),
  );
  return lines.filter(({ command }) => command !== "");
}
