/** How strictly a rule holds in an environment. */
import type { Rule } from "../rules/rule";
import type { Environment } from "./environment";

/** `mandatory` stops a preview and an update, `advisory` warns; `undefined` where the rule does not hold at all. */
export type Level = "mandatory" | "advisory";

export function levelIn({ strictness }: Pick<Rule, "strictness">, environment: Environment): Level | undefined {
  switch (strictness) {
    case "everywhere":
      return "mandatory";
    case "advisory":
      return "advisory";
    case "outside-dev":
      return environment.lenient ? "advisory" : "mandatory";
    case "prod":
      return environment.prod ? "mandatory" : undefined;
  }
}

/** Whether the level depends on the environment. */
export function byEnvironment({ strictness }: Pick<Rule, "strictness">): boolean {
  return strictness === "outside-dev" || strictness === "prod";
}
