/**
 * A value that a parse function refused: what was given, what is allowed, and the remedy.
 * The caller adds where (configuration path, or component and child name).
 */
export class InvalidValue extends Error {
  declare readonly given: string;
  declare readonly allowed: string;
  declare readonly remedy: string;

  constructor(given: unknown, allowed: string, remedy: string) {
    const shown = typeof given === "string" ? JSON.stringify(given) : String(given);
    super(`${shown} is given, allowed is ${allowed}; ${remedy}`);
    this.name = "InvalidValue";
    this.given = shown;
    this.allowed = allowed;
    this.remedy = remedy;
  }
}

/** What an editor needs to check and explain a text value: goes into the JSON Schema as it stands. */
export interface TextFormat {
  /** An anchored ECMA-262 expression; it may accept a little more than the parse function. */
  readonly pattern: string;
  /** One sentence for a person. */
  readonly description: string;
  readonly examples: readonly string[];
}
