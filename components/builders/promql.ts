import { ArgumentError } from "../argument-error";
import { PromqlReader } from "./promql-reader";

/**
 * Checks a PromQL expression as far as it can be read without data: brackets, quotes, names, functions, matchers, ranges
 * and operators (Prometheus, Querying basics). One expression that Prometheus cannot read makes it refuse the whole file
 * of rules. Matching of labels between two sides is not checked.
 * @returns the expression as given.
 * @throws ArgumentError that says what stands in the way.
 */
export function checkedPromql(path: string, expression: string): string {
  const problem = new PromqlReader(expression).problem();
  if (problem !== undefined) {
    const given = `${JSON.stringify(expression)} (${problem})`;
    throw new ArgumentError(path, given, "a PromQL expression", "correct it, or try it in Prometheus first");
  }
  return expression;
}
