/** Policies that watch over the exemptions themselves. */
import type { Policy, ResourceValidationPolicy } from "@pulumi/policy";

import { EXEMPTIONS_ANNOTATION, mismatch, outOfDate, WARNING_DAYS } from "../exemptions/decide";
import { daysBetween } from "../exemptions/register";
import { describe } from "../kubernetes/object";
import { hasPods } from "../kubernetes/pods";
import { UNKNOWN } from "../values/field";
import { carriedBy } from "./carried";
import { objectPolicy, type Judged, type PackContext } from "./judged";
import { findings } from "./pod-policies";
import { podRules } from "./pod-rules";

/** Every id that an object carries must stand in the register, for this object, and not be out of date. */
const agreement: Policy = {
  name: "exemption-register",
  displayName: "Exemptions stand in the register",
  description: "An object relies only on exemptions that the register holds for it.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: ["kubernetes", "exemptions"],
  remediationSteps: `Correct the annotation ${EXEMPTIONS_ANNOTATION}, or have the entry granted in the register.`,
};

const use: Policy = {
  name: "exemption-in-use",
  displayName: "Exemptions in use",
  description: "A rule is lifted for this object by the exemptions register.",
  enforcementLevel: "advisory",
  severity: "low",
  tags: ["kubernetes", "exemptions"],
};

function idsOf({ object }: Judged): readonly string[] {
  const carried = carriedBy(object);
  return carried === UNKNOWN ? [] : carried;
}

/** All policies about exemptions. */
export function exemptionPolicies(context: PackContext): ResourceValidationPolicy[] {
  return [
    objectPolicy(
      agreement,
      () => true,
      (judged) =>
        idsOf(judged).flatMap((id) => {
          const entry = context.register.find((candidate) => candidate.id === id);
          const why =
            entry === undefined
              ? `the register has no entry ${id}; it has ${context.register.map((known) => known.id).join(", ") || "none"}`
              : (mismatch(entry, judged.subject) ?? outOfDate(entry, context.today()));
          const remedy = agreement.remediationSteps ?? "";
          return why === undefined
            ? []
            : [`${describe(judged.subject)}: ${EXEMPTIONS_ANNOTATION} names ${id}, but ${why}.\nRemedy: ${remedy}`];
        }),
    ),
    objectPolicy(use, hasPods, (judged) =>
      idsOf(judged).length === 0 ? [] : podRules.filter(({ rule }) => rule.exemptable).flatMap(uses(judged, context)),
    ),
  ];
}

function uses(judged: Judged, context: PackContext) {
  return (podRule: (typeof podRules)[number]): string[] =>
    findings(podRule, judged, context).flatMap(({ finding, decision }) => {
      if (decision.kind !== "granted") {
        return [];
      }
      const { id, reason, owner, expiry } = decision.exemption;
      const left = daysBetween(context.today(), expiry);
      const container = finding.container === undefined ? "" : `, container ${finding.container}`;
      const warning = left <= WARNING_DAYS ? `\nIt expires in ${left} days: mend the object or have it renewed.` : "";
      return [
        `${describe(judged.subject)}${container}: ${podRule.rule.number} ${podRule.rule.name} is lifted by ${id} until ` +
          `${expiry} (${owner}): ${reason}${warning}`,
      ];
    });
}
