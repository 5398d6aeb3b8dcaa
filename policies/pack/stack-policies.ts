/** Policies from the rules about a whole stack: one for each rule and level. */
import type { StackValidationArgs, StackValidationPolicy } from "@pulumi/policy";

import { environmentOf } from "../judging/judge";
import { levelIn } from "../judging/level";
import { violation } from "../judging/message";
import { StackReport } from "../judging/stack";
import { describe } from "../kubernetes/object";
import type { StackRule } from "../rules/rule";
import type { PackContext } from "./context";
import { describeRule } from "./describe";
import { variants } from "./object-policies";

/** The policies of one rule. At the end of an update the label of every namespace is known, so none is late. */
export function stackPolicies(stackRule: StackRule, context: PackContext): StackValidationPolicy[] {
  const { rule } = stackRule;
  return variants(rule).map(({ name, level }) => ({
    ...describeRule({ ...rule, name }, level),
    validateStack: (args, reportViolation) => {
      for (const { judged, finding } of judgeStack(stackRule, args, context).findings) {
        const environment = environmentOf(judged, context);
        if (levelIn(rule, environment) === level) {
          const found = { finding, decision: { kind: "none" } } as const;
          reportViolation(violation(rule, found, judged, environment), judged.resource.urn);
        }
      }
    },
  }));
}

/** The report of a rule, made once for the policies that ask. */
function judgeStack(stackRule: StackRule, args: StackValidationArgs, context: PackContext): StackReport {
  const stack = context.stack(args.resources);
  const reports = context.reportsOf(stack);
  let report = reports.get(stackRule.rule.name);
  if (report === undefined) {
    report = new StackReport();
    stackRule.check(stack, report, context.settings);
    reports.set(stackRule.rule.name, report);
  }
  return report;
}

/** What the rules about a stack cannot judge yet is said at the end. */
export function unknownInStackPolicy(rules: readonly StackRule[], context: PackContext): StackValidationPolicy {
  return {
    name: "unknown-in-stack",
    displayName: "Values between objects that only the update can judge",
    description: "Some values that rules across objects read are unknown in a preview; the update judges them.",
    enforcementLevel: "advisory",
    severity: "low",
    tags: ["kubernetes"],
    validateStack: (args, reportViolation) => {
      for (const stackRule of rules) {
        for (const { judged, path } of judgeStack(stackRule, args, context).undecided) {
          reportViolation(
            `${describe(judged.subject)}: ${path} is unknown to ${stackRule.rule.name}.`,
            judged.resource.urn,
          );
        }
      }
    },
  };
}
