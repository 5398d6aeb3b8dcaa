/** The command `bulwark` as a process of its own, on the stacks of the lab. */
import { spawn, type ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { commandEnvironment } from "../../lab/project/lab";
import { stackFile } from "../../lab/project/stack-files";
import { ROOT, type StackLab } from "../lab/stacks/lab";
import { Output, type Ended } from "../lab/output";
import { eventually } from "../lab/support";

export type { Ended };

/** A running command. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has written so far, to both. */
  readonly written: () => string;
  /** Resolves when the text has come to standard error; rejects when the command ends before. */
  readonly says: (text: string) => Promise<void>;
}

/** Runs `bulwark` on the lab's project. */
export class Bulwark {
  constructor(readonly lab: StackLab) {}

  /** Runs a command to its end, whatever that is. */
  run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return this.start(args, env).ended;
  }

  /** Runs a command with `--json`. @throws Error with what it said when it does not end with `code` */
  async json<T>(args: readonly string[], code = 0): Promise<T> {
    const ended = await this.run([...args, "--json"]);
    if (ended.code !== code) throw new Error(`bulwark ${args.join(" ")} ended with ${ended.code}:\n${ended.stderr}`);
    return JSON.parse(ended.stdout) as T;
  }

  start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
    const { project } = this.lab;
    const child = spawn(process.execPath, [join(ROOT, "operations", "bulwark.cjs"), ...args], {
      cwd: ROOT,
      env: { ...commandEnvironment(project), BULWARK_PROJECT: project.folder, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = new Output(child);
    const { ended } = output;
    const says = async (text: string): Promise<void> => {
      const end = ended.then(({ code }) => {
        if (!output.stderr.includes(text)) {
          throw new Error(`ended with ${code} before it said "${text}":\n${output.stderr}`);
        }
      });
      const said = new Promise<void>((resolve) => {
        const look = (): void => {
          if (!output.stderr.includes(text)) return;
          child.stderr.off("data", look);
          resolve();
        };
        child.stderr.on("data", look);
        look();
      });
      await Promise.race([said, end]);
    };
    return { child, ended, says, written: () => output.both };
  }

  /** The lab's copy of a stack file. */
  stackFile(stack: string): Promise<string> {
    return readFile(stackFile(this.lab.project.folder, stack), "utf8");
  }
}

/** Starts `bulwark ARGUMENTS`. */
export function start(lab: StackLab, args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  return new Bulwark(lab).start(args, env);
}

/** Runs `bulwark ARGUMENTS` to its end, whatever that is. */
export function bulwark(lab: StackLab, ...args: string[]): Promise<Ended> {
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
