/** Policies that watch over the exemptions themselves. */
import type { Policy, ResourceValidationPolicy } from "@pulumi/policy";

import { disagreements, DISAGREEMENT_REMEDY, uses } from "../judging/exempted";
import type { ObjectRule } from "../rules/rule";
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
  remediationSteps: DISAGREEMENT_REMEDY,
};

const use: Policy = {
  name: "exemption-in-use",
  displayName: "Exemptions in use",
  description: "A rule is lifted for this object by the exemptions register.",
  enforcementLevel: "advisory",
  severity: "low",
  tags: ["kubernetes", "exemptions"],
};

/** All policies about exemptions; `rules` are those about one object: in an emergency an entry may lift any of them. */
export function exemptionPolicies(rules: readonly ObjectRule[], context: PackContext): ResourceValidationPolicy[] {
  return [
    objectPolicy(
      agreement,
      () => true,
      context,
      (judged) => disagreements(judged, context).map((text) => `${text}\nRemedy: ${DISAGREEMENT_REMEDY}`),
    ),
    objectPolicy(
      use,
      (type) => rules.some((rule) => rule.concerns(type)),
      context,
      (judged) =>
        rules
          .filter((rule) => rule.concerns(judged.type))
          .flatMap((rule) => uses(rule, judged, context))
          .map(({ text }) => text),
    ),
  ];
}
