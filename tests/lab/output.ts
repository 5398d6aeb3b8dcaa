import type { ChildProcess } from "node:child_process";

/** How a command ended, and what it has written. */
export interface Ended {
  /** 130 when a signal ended it before it could end itself. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both as they came. */
  readonly output: string;
}

/** Listens to a command that was started with pipes for its output. */
export class Output {
  stdout = "";
  stderr = "";
  /** Both as they came. */
  both = "";
  /** Resolves when the command is over and all of its output has come. */
  readonly ended: Promise<Ended>;

  constructor(child: ChildProcess) {
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
      this.both += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
      this.both += text;
    });
    this.ended = new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => {
        resolve({ code: code ?? 130, stdout: this.stdout, stderr: this.stderr, output: this.both });
      });
    });
  }
}
