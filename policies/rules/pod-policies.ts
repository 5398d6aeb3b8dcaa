/** Policies from the rules about pods, for every kind that has a pod template. */
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";

import { judge, type Finding } from "../controls/control";
import { decide, EXEMPTIONS_ANNOTATION, type Decision } from "../exemptions/decide";
import { describe } from "../kubernetes/object";
import { hasPods, podsOf } from "../kubernetes/pods";
import { show } from "../values/field";
import { carriedBy } from "./carried";
import { describeRule, objectPolicy, type Judged, type PackContext } from "./judged";
import { imageDigestRule, podRules, type PodRule } from "./pod-rules";
import type { Rule } from "./rule";

export interface JudgedFinding {
  readonly finding: Finding;
  readonly decision: Decision;
}

/** The findings of one rule in all pods of an object, each with what the exemptions register says about it. */
export function findings({ rule, active }: PodRule, judged: Judged, context: PackContext): JudgedFinding[] {
  return podsOf(judged.type, judged.object)
    .flatMap((pod) => judge(active.control, active.version, pod).findings)
    .map((finding) => ({ finding, decision: rule.exemptable ? decision(rule, finding, judged, context) : none }));
}

const none: Decision = { kind: "none" };

function decision(rule: Rule, finding: Finding, { object, subject }: Judged, context: PackContext): Decision {
  return decide(context.register, {
    control: rule.number,
    subject,
    container: finding.container,
    carried: carriedBy(object),
    today: context.today(),
  });
}

/** One violation in words: object, container, path, value found, value wanted, remedy. */
function violation(rule: Rule, { finding, decision }: JudgedFinding, { subject }: Judged): string {
  const container = finding.container === undefined ? "" : `, container ${finding.container}`;
  return [
    `${describe(subject)}${container}: ${finding.path} is ${show(finding.found)}; wanted: ${finding.wanted}.`,
    ...(decision.kind === "refused" ? [`Not exempted: ${decision.why}.`] : []),
    `Remedy: ${rule.remedy}`,
  ].join("\n");
}

function violations(podRule: PodRule, judged: Judged, context: PackContext): string[] {
  return findings(podRule, judged, context)
    .filter(({ decision: { kind } }) => kind !== "granted" && kind !== "undecided")
    .map((found) => violation(podRule.rule, found, judged));
}

/** All policies about pods. */
export function podPolicies(context: PackContext): (ResourceValidationPolicy | StackValidationPolicy)[] {
  const everywhere = podRules
    .filter(({ rule }) => rule.strictness === "everywhere")
    .map((podRule) =>
      objectPolicy(describeRule(podRule.rule, "mandatory"), hasPods, (judged) => violations(podRule, judged, context)),
    );
  return [...everywhere, ...digestPolicies(context), unknownValuesPolicy(context)];
}

/**
 * R-63 by environment: a mandatory policy for staging and prod, an advisory one for dev and preview, and one at the end
 * for what only the label of a later namespace showed to belong to staging or prod.
 */
function digestPolicies(context: PackContext): (ResourceValidationPolicy | StackValidationPolicy)[] {
  const { rule } = imageDigestRule;
  const late: { readonly judged: Judged; readonly messages: readonly string[] }[] = [];
  const messages = (judged: Judged, lenient: boolean): string[] => {
    context.environments.observe(judged.type, judged.object);
    const environment = context.environments.of(judged.subject.namespace, judged.subject.stack);
    if (!hasPods(judged.type) || environment.lenient !== lenient) {
      return [];
    }
    const found = violations(imageDigestRule, judged, context).map(
      (text) => `${text}\nEnvironment: ${environment.text}.`,
    );
    if (lenient && !environment.byLabel && found.length > 0) {
      late.push({ judged, messages: found });
    }
    return found;
  };
  return [
    objectPolicy(
      describeRule(rule, "mandatory"),
      (type) => hasPods(type) || type.kind === "Namespace",
      (judged) => messages(judged, false),
    ),
    objectPolicy(describeRule({ ...rule, name: `${rule.name}-advice` }, "advisory"), hasPods, (judged) =>
      messages(judged, true),
    ),
    {
      ...describeRule({ ...rule, name: `${rule.name}-late` }, "mandatory"),
      validateStack: (_, reportViolation) => {
        for (const { judged, messages: texts } of late) {
          if (!context.environments.of(judged.subject.namespace, judged.subject.stack).lenient) {
            for (const text of texts) {
              reportViolation(`${text}\nIts namespace, registered later, is labelled otherwise.`, judged.urn);
            }
          }
        }
      },
    },
  ];
}

/** What a preview cannot judge yet is said once for each object, not passed over in silence. */
function unknownValuesPolicy(context: PackContext): ResourceValidationPolicy {
  return objectPolicy(
    {
      name: "unknown-values",
      displayName: "Values that only the update can judge",
      description:
        "Some values that the rules read are unknown in a preview; the update judges them before it applies them.",
      enforcementLevel: "advisory",
      severity: "low",
      tags: ["kubernetes"],
    },
    hasPods,
    (judged) => {
      const { type, object, subject } = judged;
      const rulesByPath = new Map<string, string[]>();
      for (const pod of podsOf(type, object)) {
        for (const { rule, active } of podRules) {
          for (const path of new Set(judge(active.control, active.version, pod).undecided)) {
            rulesByPath.set(path, [...(rulesByPath.get(path) ?? []), rule.name]);
          }
        }
      }
      for (const podRule of podRules) {
        if (findings(podRule, judged, context).some(({ decision: { kind } }) => kind === "undecided")) {
          rulesByPath.set(EXEMPTIONS_ANNOTATION, [
            ...(rulesByPath.get(EXEMPTIONS_ANNOTATION) ?? []),
            podRule.rule.name,
          ]);
        }
      }
      return [...rulesByPath].map(
        ([path, names]) => `${describe(subject)}: ${path} is unknown to ${names.join(", ")}.`,
      );
    },
  );
}
