/** Finding and ending the processes of one lab, and of no other. */
import { execFile } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { COMPONENTS, type ClusterLayout, type ComponentName } from "./layout";

/** A running process of a lab. */
export interface LabProcess {
  readonly component: ComponentName;
  readonly pid: number;
}

/** How long etcd may take to write its data before it is ended hard, in milliseconds. */
const GRACE_MS = 5_000;
const POLL_MS = 20;

/**
 * The processes whose command line begins with the lab's own path of a component. kwokctl's pid files are no proof: after a
 * restart of the machine their numbers belong to other programs, and a start that was killed may not have written them.
 */
export async function labProcesses(layout: ClusterLayout): Promise<LabProcess[]> {
  // -ww: without it ps cuts the command lines to the terminal's width.
  const { stdout } = await promisify(execFile)("ps", ["-A", "-ww", "-o", "pid=,stat=,command="], {
    maxBuffer: 1 << 26,
  });
  return stdout.split("\n").flatMap((line) => {
    const [, pid, state, command] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || command === undefined || state?.startsWith("Z")) return [];
    const component = COMPONENTS.find((name) => `${command} `.startsWith(`${join(layout.bin, name)} `));
    return component ? [{ component, pid: Number(pid) }] : [];
  });
}

/** Ends processes found by {@link labProcesses}. etcd, which holds the data, ends last and in its own time. */
export async function endProcesses(layout: ClusterLayout, processes: readonly LabProcess[]): Promise<void> {
  const etcd = processes.filter(({ component }) => component === "etcd");
  for (const process of processes.filter((one) => !etcd.includes(one))) send(process.pid, "SIGKILL");
  for (const { pid } of etcd) send(pid, "SIGTERM");
  const ended = (): boolean => processes.every(({ pid }) => !send(pid, 0));
  if (!(await within(GRACE_MS, ended))) {
    const left = await labProcesses(layout);
    for (const { pid } of left.filter((one) => processes.some((known) => known.pid === one.pid))) send(pid, "SIGKILL");
    await within(GRACE_MS, ended);
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

/** Sends a signal; 0 only asks whether the process exists. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

async function within(milliseconds: number, condition: () => boolean): Promise<boolean> {
  for (const end = Date.now() + milliseconds; Date.now() < end;) {
    if (condition()) return true;
    await delay(POLL_MS);
  }
  return condition();
}
