/** Holds the engine to what the pack mended. */
import type { StackValidationPolicy } from "@pulumi/policy";

import { environmentOf, judgeObject } from "../judging/judge";
import { violation } from "../judging/message";
import type { PackContext } from "./context";

/**
 * The engine (3.250.0) drops what remediations changed where it replaces a resource: it checks the program's own inputs
 * anew. Nothing tells a policy about that before the end; a preview ends before anything is applied.
 */
export function mendsKeptPolicy(context: PackContext): StackValidationPolicy {
  return {
    name: "mends-kept",
    displayName: "What was mended stays mended",
    description: "An object that the pack mended is not replaced by one as the program has it.",
    enforcementLevel: "mandatory",
    severity: "high",
    tags: ["kubernetes", "mending"],
    remediationSteps: "Correct the program: the engine drops the mend of a resource that it replaces.",
    validateStack: (args, reportViolation) => {
      for (const resource of args.resources) {
        for (const objectRule of context.mendedBy.get(resource.urn) ?? []) {
          const { rule } = objectRule;
          for (const judged of context.applied(resource)) {
            for (const found of judgeObject(objectRule, judged, context).findings) {
              reportViolation(
                `${violation(rule, found, judged, environmentOf(judged, context))}\nThe mend of ${rule.name} is lost, because the engine replaces the object.`,
                resource.urn,
              );
            }
          }
        }
      }
    },
  };
}
