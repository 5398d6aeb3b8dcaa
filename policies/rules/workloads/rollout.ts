/** an update of a Deployment never takes away a pod before its successor serves. */
import { isKind } from "../../kubernetes/kinds";
import { isUnknown, text } from "../../values/field";
import { rule, type ObjectRule } from "../rule";

export const rollingUpdate: ObjectRule = {
  rule: rule({
    name: "rolling-update",
    number: "R-43",
    title: "Deployments roll with one pod more and none fewer",
    severity: "medium",
    tags: ["availability"],
    remedy:
      "Set strategy.rollingUpdate to { maxSurge: 1, maxUnavailable: 0 }; or type Recreate for one pod with a volume.",
  }),
  concerns: (type) => isKind(type, "apps", "Deployment") || isKind(type, "extensions", "Deployment"),
  check: (judged, report) => {
    const type = judged.at("spec", "strategy", "type");
    if (isUnknown(type)) {
      report.undecide(type);
      return;
    }
    if ((text(type) ?? "RollingUpdate") === "RollingUpdate") {
      report.demand(judged.at("spec", "strategy", "rollingUpdate", "maxSurge"), (value) => value === 1, "1");
      report.demand(judged.at("spec", "strategy", "rollingUpdate", "maxUnavailable"), (value) => value === 0, "0");
    }
  },
};
