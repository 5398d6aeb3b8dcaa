import { InvalidValue } from "../config/primitives/invalid";

/** An argument that a builder refused. The component adds where: its type, its name and the child. */
export class ArgumentError extends Error {
  /**
   * @param path the argument, such as `drain.graceSeconds`.
   * @param given what it holds, in words.
   * @param allowed what it may hold.
   * @param remedy what to do.
   */
  constructor(path: string, given: unknown, allowed: string, remedy: string) {
    const shown = typeof given === "string" ? given : JSON.stringify(given);
    super(`${path}: ${shown} is given, allowed is ${allowed}; ${remedy}`);
    this.name = "ArgumentError";
  }
}

/** Runs a parse function of the primitives and says which argument it refused. */
export function at<Value>(path: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    if (error instanceof InvalidValue) throw new ArgumentError(path, error.given, error.allowed, error.remedy);
    throw error;
  }
}

/**
 * Checks a whole number.
 * @throws ArgumentError when it has a fraction or lies outside `min` … `max` (inclusive).
 */
export function wholeNumber(path: string, value: number, min: number, max = Number.MAX_SAFE_INTEGER): number {
  if (!Number.isSafeInteger(value) || value < min || value > max) {
    const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
    throw new ArgumentError(path, value, `a whole number ${range}`, "correct the value");
  }
  return value;
}
