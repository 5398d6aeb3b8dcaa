/** `bulwark` as a person runs it: a process of its own, on the lab's project folder. */
import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";

import { commandEnvironment } from "../../lab/project/lab";
import { ROOT, finished, type Run, type StackLab } from "../lab/stacks/lab";
import { eventually } from "../lab/support";

/** A command that runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Run>;
  /** What it has written so far. */
  readonly written: () => string;
}

/** Starts `bulwark ARGUMENTS`. */
export function start(lab: StackLab, args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, [join(ROOT, "operations/bulwark.cjs"), ...args], {
    env: { ...commandEnvironment(lab.project), BULWARK_PROJECT: lab.project.folder, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  }
  return { child, ended: finished(child), written: () => text };
}

/** Runs `bulwark ARGUMENTS` to its end, whatever that is. */
export function bulwark(lab: StackLab, ...args: string[]): Promise<Run> {
  return start(lab, args).ended;
}

/** Waits until a command that runs has written something. */
export function hasWritten(running: Running, pattern: RegExp): Promise<void> {
  return eventually(
    `${String(pattern)} is written`,
    () => {
      if (running.child.exitCode !== null) throw new Error(`it ended before:\n${running.written()}`);
      return Promise.resolve(pattern.test(running.written()));
    },
    90_000,
  );
}
