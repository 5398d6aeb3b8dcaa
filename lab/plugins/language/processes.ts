/** Child processes, each in a process group of its own, so that one signal ends a program with all it started. */
import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";

/** How long a program may clean up after SIGINT before it is killed. */
const GRACE_MILLISECONDS = 500;

export interface Exit {
  /** The exit code, or undefined when a signal ended the process. */
  code: number | undefined;
  signal: NodeJS.Signals | undefined;
}

export class ProcessGroups {
  readonly #running = new Set<ChildProcess>();

  /** Starts a process; when `signal` fires its whole group gets SIGINT and, if that doesn't end it, SIGKILL. */
  start(file: string, args: readonly string[], options: SpawnOptions, signal: AbortSignal): ChildProcess {
    const child = spawn(file, [...args], { ...options, detached: true });
    this.#running.add(child);
    const interrupt = (): void => {
      signalGroup(child, "SIGINT");
      setTimeout(() => {
        signalGroup(child, "SIGKILL");
      }, GRACE_MILLISECONDS).unref();
    };
    if (signal.aborted) interrupt();
    signal.addEventListener("abort", interrupt, { once: true });
    child.once("exit", () => {
      signal.removeEventListener("abort", interrupt);
      // A process that the program left running in the background must not outlive it after a cancellation.
      if (signal.aborted) signalGroup(child, "SIGKILL");
      this.#running.delete(child);
    });
    return child;
  }

  /** Kills every group that still runs, synchronously: for the end of this process. */
  killAll(): void {
    for (const child of this.#running) signalGroup(child, "SIGKILL");
  }
}

/** Settles when the process has ended; rejects when it could not be started. */
export function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      resolve({ code: code ?? undefined, signal: signal ?? undefined });
    });
  });
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has ended by itself.
  }
}
