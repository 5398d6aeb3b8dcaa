/** Policies from the rules about single objects: one for each rule and level. */
import type { Policy, ResourceValidationArgs, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";

import { environmentOf, judgeObject, standing } from "../judging/judge";
import type { Judged } from "../judging/judged";
import { byEnvironment, levelIn, type Level } from "../judging/level";
import { violation } from "../judging/message";
import type { ObjectType } from "../kubernetes/kinds";
import { mends } from "../mending/mends";
import type { ObjectRule, Rule } from "../rules/rule";
import type { PackContext } from "./context";
import { describeRule } from "./describe";
import { remediation } from "./remediation";

/** A policy that shows every object for which `concerns` holds to `run`, which returns one message for each violation. */
export function objectPolicy(
  policy: Policy,
  concerns: (type: ObjectType) => boolean,
  context: PackContext,
  run: (judged: Judged, args: ResourceValidationArgs) => readonly string[],
): ResourceValidationPolicy {
  return {
    ...policy,
    validateResource: (args, reportViolation) => {
      for (const judged of context.objects(args)) {
        if (concerns(judged.type)) {
          for (const message of run(judged, args)) {
            reportViolation(message, args.urn);
          }
        }
      }
    },
  };
}

/** Name and level of each policy that a rule becomes; one that depends on the environment has `latePolicy` besides. */
export function variants(rule: Rule): readonly { readonly name: string; readonly level: Level }[] {
  switch (rule.strictness) {
    case "everywhere":
    case "prod":
      return [{ name: rule.name, level: "mandatory" }];
    case "advisory":
      return [{ name: rule.name, level: "advisory" }];
    case "outside-dev":
      return [
        { name: rule.name, level: "mandatory" },
        { name: `${rule.name}-advice`, level: "advisory" },
      ];
  }
}

/** The policies of one rule. */
export function objectPolicies(
  objectRule: ObjectRule,
  context: PackContext,
): (ResourceValidationPolicy | StackValidationPolicy)[] {
  const { rule } = objectRule;
  const lenient: Judged[] = [];
  const mend = mends.get(rule.name);
  const policies = variants(rule).map(({ name, level }) => ({
    ...(mend === undefined ? {} : { remediateResource: remediation(objectRule, mend, context) }),
    ...objectPolicy(
      describeRule({ ...rule, name }, level),
      (type) => objectRule.concerns(type),
      context,
      (judged) => {
        const environment = environmentOf(judged, context);
        const here = levelIn(rule, environment);
        const late = level === "mandatory" && here !== "mandatory" && !environment.byLabel;
        if (here !== level && !late) {
          return [];
        }
        const found = standing(judgeObject(objectRule, judged, context).findings);
        if (late && found.length > 0) {
          lenient.push(judged);
        }
        return here === level ? found.map((one) => violation(rule, one, judged, environment)) : [];
      },
    ),
  }));
  return byEnvironment(rule) ? [...policies, latePolicy(objectRule, lenient, context)] : policies;
}

/**
 * Judges at the end what only the label of a namespace registered later showed to belong to a stricter environment: a
 * program that does not order its workloads after their namespaces is not let off.
 */
function latePolicy(objectRule: ObjectRule, lenient: readonly Judged[], context: PackContext): StackValidationPolicy {
  const { rule } = objectRule;
  return {
    ...describeRule({ ...rule, name: `${rule.name}-late` }, "mandatory"),
    validateStack: (_, reportViolation) => {
      for (const judged of lenient) {
        const environment = environmentOf(judged, context);
        if (levelIn(rule, environment) === "mandatory") {
          for (const found of standing(judgeObject(objectRule, judged, context).findings)) {
            reportViolation(
              `${violation(rule, found, judged, environment)}\nIts namespace, registered later, is labelled otherwise.`,
              judged.resource.urn,
            );
          }
        }
      }
    },
  };
}
