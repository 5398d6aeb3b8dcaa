import type { Environment } from "../../../config/primitives/environment";
import type { Problem } from "../../../config/problem";
import type { Scope } from "../../../config/scope";

/** A scope of a system `shop` that keeps what is reported. */
export function recordingScope(environment: Environment): Scope & { readonly problems: Problem[] } {
  const problems: Problem[] = [];
  return {
    stack: environment,
    environment,
    namespace: "shop",
    problems,
    report: (problem) => {
      problems.push(problem);
    },
  };
}
