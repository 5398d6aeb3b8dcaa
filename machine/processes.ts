import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** Names a running process for as long as the machine runs, also after its pid has been given to another one. */
export interface ProcessClaim {
  readonly pid: number;
  /** The moment it started, in the words of the operating system. */
  readonly started: string;
  readonly host: string;
}

/** The claim of this process. */
export function ownClaim(): ProcessClaim {
  return { pid: process.pid, started: startOf(process.pid) ?? "", host: hostname() };
}

/** Reads a claim from the text of a lock or owner file; undefined when the text is none, such as a file cut short. */
export function parseClaim(text: string): ProcessClaim | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    const { pid, started, host } = value as Partial<Record<keyof ProcessClaim, unknown>>;
    return typeof pid === "number" && typeof started === "string" && typeof host === "string"
      ? { pid, started, host }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether the process that made a claim still runs.
 *
 * @param ageMs the age of the claim's file, which is all that can be judged when it comes from another machine
 * @param foreignMs how long such a claim is believed, in milliseconds
 */
export function claimIsAlive(claim: ProcessClaim, ageMs: number, foreignMs: number): boolean {
  return claim.host === hostname() ? startOf(claim.pid) === claim.started : ageMs < foreignMs;
}

/** The start of a process, or undefined when none with this pid runs (one that only waits to be reaped does not run). */
function startOf(pid: number): string | undefined {
  if (process.platform === "linux") {
    try {
      // proc_pid_stat(5): the second field may contain spaces and brackets, so count from its end; field 22 is the start.
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      return fields[0] === "Z" ? undefined : fields[19];
    } catch {
      return undefined;
    }
  }
  const started = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim();
  return started === "" ? undefined : started;
}
