import { EXIT_CODES, type Failure } from "./exit-codes";

/** An error that says all a person needs: printed without a stack trace, with the exit code of its kind. */
export class OperationError extends Error {
  /**
   * @param failure what kind of end this is
   * @param message what happened, where, and what stands now; one sentence or more, without a final remedy
   * @param remedy what to do, one step per line; commands to copy where there are any. Default: none
   */
  constructor(
    readonly failure: Failure,
    message: string,
    readonly remedy: readonly string[] = [],
  ) {
    super(message);
    this.name = "OperationError";
  }

  get exitCode(): number {
    return EXIT_CODES[this.failure].code;
  }
}
