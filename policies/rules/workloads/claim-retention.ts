/** the claims of a StatefulSet outlive it. */
import { isKind } from "../../kubernetes/kinds";
import { rule, type ObjectRule } from "../rule";

export const claimRetention: ObjectRule = {
  rule: rule({
    name: "claim-retention",
    number: "R-78",
    title: "A StatefulSet keeps its claims in prod, when it is deleted and when it shrinks",
    severity: "high",
    strictness: "prod",
    frameworks: { hipaa: "164.312(c)(1)" },
    tags: ["data"],
    remedy: "Leave persistentVolumeClaimRetentionPolicy out, or set whenDeleted and whenScaled to Retain.",
  }),
  concerns: (type) => isKind(type, "apps", "StatefulSet"),
  check: (judged, report) => {
    for (const when of ["whenDeleted", "whenScaled"]) {
      report.restrict(
        judged.at("spec", "persistentVolumeClaimRetentionPolicy", when),
        (value) => value === "Retain",
        "Retain or unset",
      );
    }
  },
};
