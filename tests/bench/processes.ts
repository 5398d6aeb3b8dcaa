/** What the kernel tells in /proc about a process tree (proc(5)); nothing where there is no /proc, as on macOS. */
import { readdirSync, readFileSync } from "node:fs";

/** One process as `/proc/PID/stat` has it. */
export interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  /** CPU seconds of the process itself, user and system. */
  readonly own: number;
  /** CPU seconds of its descendants that have ended and were waited for. */
  readonly waitedFor: number;
}

/** Clock ticks per second in /proc: USER_HZ, which Linux fixes for all its programs. */
const TICKS_PER_SECOND = 100;

/** Reads one line of `/proc/PID/stat`. The name, in brackets, may hold blanks and brackets itself. */
export function parseStat(line: string): ProcessTimes {
  const afterName = line
    .slice(line.lastIndexOf(")") + 2)
    .trim()
    .split(" ");
  // Fields are numbered from 1 and the third is the first after the name: ppid 4, utime 14, stime 15, cutime 16, cstime 17.
  const field = (number: number): number => Number(afterName[number - 3]);
  return {
    pid: Number.parseInt(line, 10),
    parent: field(4),
    own: (field(14) + field(15)) / TICKS_PER_SECOND,
    waitedFor: (field(16) + field(17)) / TICKS_PER_SECOND,
  };
}

/** The process `root` and all its descendants among `processes`. */
export function treeOf(root: number, processes: readonly ProcessTimes[]): ProcessTimes[] {
  const children = new Map<number, ProcessTimes[]>();
  for (const each of processes) children.set(each.parent, [...(children.get(each.parent) ?? []), each]);
  const below = (pid: number): ProcessTimes[] =>
    (children.get(pid) ?? []).flatMap((child) => [child, ...below(child.pid)]);
  return [...processes.filter(({ pid }) => pid === root), ...below(root)];
}

/** All processes that run now. */
export function runningProcesses(): ProcessTimes[] {
  return processIds().flatMap((pid) => {
    const text = read(`/proc/${pid}/stat`);
    return text === undefined ? [] : [parseStat(text)];
  });
}

/** Resident memory of a process in MB; 0 once it has ended. Pages that several share count once in each. */
export function residentMegabytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`) ?? "")?.[1] ?? 0) / 1024;
}

/** CPU seconds of all processes that this one has started and seen the end of; undefined where there is no /proc. */
export function waitedForSeconds(): number | undefined {
  const text = read("/proc/self/stat");
  return text === undefined ? undefined : parseStat(text).waitedFor;
}

function processIds(): number[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** Undefined for a file of a process that has ended since the listing. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
