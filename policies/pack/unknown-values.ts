/** What a preview cannot judge yet is said once for each object, not passed over in silence. */
import type { ResourceValidationPolicy } from "@pulumi/policy";

import { EXEMPTIONS_ANNOTATION } from "../exemptions/decide";
import { judgeObject } from "../judging/judge";
import { describe } from "../kubernetes/object";
import type { ObjectRule } from "../rules/rule";
import type { PackContext } from "./context";
import { objectPolicy } from "./object-policies";

export function unknownValuesPolicy(rules: readonly ObjectRule[], context: PackContext): ResourceValidationPolicy {
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
    (type) => rules.some((rule) => rule.concerns(type)),
    context,
    (judged) => {
      const rulesByPath = new Map<string, Set<string>>();
      const note = (path: string, name: string): void => {
        rulesByPath.set(path, (rulesByPath.get(path) ?? new Set()).add(name));
      };
      for (const objectRule of rules.filter((candidate) => candidate.concerns(judged.type))) {
        const { findings, undecided } = judgeObject(objectRule, judged, context);
        for (const path of undecided) {
          note(path, objectRule.rule.name);
        }
        if (findings.some(({ decision: { kind } }) => kind === "undecided")) {
          note(EXEMPTIONS_ANNOTATION, objectRule.rule.name);
        }
      }
      return [...rulesByPath].map(
        ([path, names]) => `${describe(judged.subject)}: ${path} is unknown to ${[...names].join(", ")}.`,
      );
    },
  );
}
