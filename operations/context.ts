import { join } from "node:path";
import { createInterface } from "node:readline/promises";

import { OperationError } from "./errors";
import { FileLocks } from "./file-locks";
import { follow, type Step } from "./output/progress";

/** The options that every command takes. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly explain?: boolean;
  /** Seconds. */
  readonly timeout?: number;
  readonly cwd?: string;
  /** Only of commands that change a stack file. */
  readonly commit?: boolean;
}

/** What a command prints and how it ends. */
export interface Outcome {
  /** For people, without a line break at the end. */
  readonly text: string;
  /** For `--json`: the same facts. Never a secret. */
  readonly data: object;
  /** Default: 0. A command whose result is a verdict ends with another code. */
  readonly exitCode?: number;
  /** Why the stack file has changed, for git: `mllp: image server v1.0.0 to v1.1.0`. Only of commands that change one. */
  readonly summary?: string;
}

/** Folder of the Pulumi project unless `--cwd` or this variable names another one, as the lab's shell does. */
export const PROJECT_VARIABLE = "BULWARK_PROJECT";

/** What a running command works with: where, until when, and how it speaks with the person. */
export class Context {
  /** Folder of Pulumi.yaml and the stack files. */
  readonly cwd: string;
  /** Aborted by an interrupt and by the time limit; {@link ended} tells which. */
  readonly signal: AbortSignal;
  private readonly limit: AbortSignal | undefined;

  constructor(
    private readonly options: CommonOptions,
    private readonly interrupt: AbortSignal,
    /** Aborted by a second interrupt. Default: never. */
    readonly again: AbortSignal = new AbortController().signal,
    /** What the command keeps others from changing. */
    readonly locks = new FileLocks(),
  ) {
    this.cwd = options.cwd ?? process.env[PROJECT_VARIABLE] ?? join(__dirname, "..");
    this.limit = options.timeout === undefined ? undefined : AbortSignal.timeout(options.timeout * 1000);
    this.signal = this.limit === undefined ? interrupt : AbortSignal.any([interrupt, this.limit]);
  }

  /** Why {@link signal} was aborted; undefined while it is not. */
  get ended(): "interrupted" | "timedOut" | undefined {
    if (this.interrupt.aborted) return "interrupted";
    return this.limit?.aborted === true ? "timedOut" : undefined;
  }

  /** Where the configuration of a stack stands. */
  stackFile(stack: string): string {
    return join(this.cwd, `Pulumi.${stack}.yaml`);
  }

  /** An error as people are told it: one of theirs, or what the end of the signal has caused; undefined for a defect. */
  told(error: unknown): OperationError | undefined {
    if (error instanceof OperationError) return error;
    if (this.ended === "interrupted") return new OperationError("interrupted", "Interrupted.");
    if (this.ended === "timedOut") {
      return new OperationError("timedOut", "The time limit was reached.", ["Give more time with --timeout."]);
    }
    return undefined;
  }

  /**
   * A context for what must be done after the signal was aborted, such as putting things back: no time limit of its own
   * but `seconds`; a further interrupt still ends it.
   */
  afterwards(seconds: number): Context {
    return new Context({ ...this.options, cwd: this.cwd, timeout: seconds }, this.again, undefined, this.locks);
  }

  /** The same command with a time limit for one phase of it, in seconds; an interrupt ends it all the same. */
  phase(seconds: number): Context {
    return new Context({ ...this.options, cwd: this.cwd, timeout: seconds }, this.interrupt, this.again, this.locks);
  }

  /** Does steps where a person can follow them; silent with `--json`. */
  async follow(steps: readonly Step[]): Promise<void> {
    await follow(steps, { quiet: this.options.json === true });
  }

  /**
   * Asks before something is changed.
   *
   * @param typed what has to be typed instead of "yes". Then `--yes` is not enough: the word comes as `confirmation`
   * @throws OperationError `refused` when the answer is another one, or when nobody can be asked
   */
  async confirm(question: string, typed?: { readonly word: string; readonly confirmation?: string }): Promise<void> {
    if (typed === undefined ? this.options.yes === true : typed.confirmation === typed.word) return;
    const wanted = typed?.word ?? "yes";
    const how = typed === undefined ? "--yes" : `--confirm ${typed.word}`;
    if (!process.stdin.isTTY || this.options.json === true || typed?.confirmation !== undefined) {
      throw new OperationError("refused", `Not confirmed: ${question}`, [`Give ${how} to consent.`]);
    }
    const prompt = createInterface({ input: process.stdin, output: process.stderr });
    try {
      const answer = await prompt.question(`${question}\nType "${wanted}" to go on: `, { signal: this.signal });
      if (answer.trim() !== wanted) throw new OperationError("refused", "Not confirmed; nothing was changed.");
    } finally {
      prompt.close();
    }
  }
}
