/** Policies that watch over the exemptions themselves. */
import type { Policy, ResourceValidationPolicy } from "@pulumi/policy";

import { EXEMPTIONS_ANNOTATION, mismatch, outOfDate, WARNING_DAYS } from "../exemptions/decide";
import { daysBetween } from "../exemptions/register";
import { carriedBy } from "../judging/carried";
import { judgeObject } from "../judging/judge";
import type { Judged } from "../judging/judged";
import { describe } from "../kubernetes/object";
import type { ObjectRule } from "../rules/rule";
import { UNKNOWN } from "../values/field";
import type { PackContext } from "./context";
import { objectPolicy } from "./object-policies";

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

function idsOf({ field }: Judged): readonly string[] {
  const carried = carriedBy(field.value);
  return carried === UNKNOWN ? [] : carried;
}

/** All policies about exemptions; `rules` are those that may be lifted. */
export function exemptionPolicies(rules: readonly ObjectRule[], context: PackContext): ResourceValidationPolicy[] {
  return [
    objectPolicy(
      agreement,
      () => true,
      context,
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
    objectPolicy(
      use,
      (type) => rules.some((rule) => rule.concerns(type)),
      context,
      (judged) =>
        idsOf(judged).length === 0
          ? []
          : rules.filter((rule) => rule.concerns(judged.type)).flatMap((rule) => uses(rule, judged, context)),
    ),
  ];
}

function uses(objectRule: ObjectRule, judged: Judged, context: PackContext): string[] {
  const { rule } = objectRule;
  return judgeObject(objectRule, judged, context).findings.flatMap(({ finding, decision }) => {
    if (decision.kind !== "granted") {
      return [];
    }
    const { id, reason, owner, expiry } = decision.exemption;
    const left = daysBetween(context.today(), expiry);
    const container = finding.container === undefined ? "" : `, container ${finding.container}`;
    const warning = left <= WARNING_DAYS ? `\nIt expires in ${left} days: mend the object or have it renewed.` : "";
    return [
      `${describe(judged.subject)}${container}: ${rule.number} ${rule.name} is lifted by ${id} until ` +
        `${expiry} (${owner}): ${reason}${warning}`,
    ];
  });
}
