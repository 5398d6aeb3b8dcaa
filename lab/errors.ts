/** An error of the lab that a person can act on: printed as one message with its remedy, without a stack trace. */
export class LabError extends Error {
  /** What the person can do about it, in one sentence or a few short lines. */
  readonly remedy: string;

  /**
   * @param message where it happened, what was found and what is needed, in one or two sentences
   * @param options.remedy what to do now
   * @param options.cause the error underneath, kept for debugging and never printed by default
   */
  constructor(message: string, options: { remedy: string; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "LabError";
    this.remedy = options.remedy;
  }

  /** The text a command prints before it ends with exit code 1. */
  describe(): string {
    return `${this.message}\n  Remedy: ${this.remedy.replaceAll("\n", "\n  ")}`;
  }
}
