/** The command `bulwark` as a process of its own, on the stacks of the lab. */
import { spawn, type ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { commandEnvironment } from "../../lab/project/lab";
import { stackFile } from "../../lab/project/stack-files";
import { ROOT, type StackLab } from "../lab/stacks/lab";

/** How a command ended. */
export interface Ended {
  /** 130 when a signal ended it before it could end itself. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running command. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
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
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => {
        resolve({ code: code ?? 130, stdout, stderr });
      });
    });
    const says = async (text: string): Promise<void> => {
      const end = ended.then(({ code }) => {
        if (!stderr.includes(text)) throw new Error(`ended with ${code} before it said "${text}":\n${stderr}`);
      });
      const said = new Promise<void>((resolve) => {
        const look = (): void => {
          if (!stderr.includes(text)) return;
          child.stderr.off("data", look);
          resolve();
        };
        child.stderr.on("data", look);
        look();
      });
      await Promise.race([said, end]);
    };
    return { child, ended, says };
  }

  /** The lab's copy of a stack file. */
  stackFile(stack: string): Promise<string> {
    return readFile(stackFile(this.lab.project.folder, stack), "utf8");
  }
}
