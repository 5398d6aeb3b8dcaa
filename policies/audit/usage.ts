/** Wrong options, paths and configuration of the command: every problem at once, in the four parts needed to mend it. */

export interface Problem {
  /** Where: an option, an argument or a key of a file. */
  readonly where: string;
  readonly given: string;
  readonly allowed: string;
  readonly remedy: string;
}

/** The command cannot start; the message says all that a person needs. */
export class UsageError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    const items = problems.map(({ where, given, allowed, remedy }, index) =>
      [`${index + 1}. ${where}`, `   given:   ${given}`, `   allowed: ${allowed}`, `   remedy:  ${remedy}`].join("\n"),
    );
    super(`The audit has ${count}; nothing was judged.\n\n${items.join("\n\n")}`);
    this.name = "UsageError";
  }
}

/** An error in words. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
