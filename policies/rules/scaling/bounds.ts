/** an autoscaler can scale, and does not give up all pods of a service that has to answer. */
import type { Judged } from "../../judging/judged";
import { isKind, type ObjectType } from "../../kubernetes/kinds";
import { isUnknown, number, type Field } from "../../values/field";
import { rule, type ObjectRule } from "../rule";

const isHpa = (type: ObjectType): boolean => isKind(type, "autoscaling", "HorizontalPodAutoscaler");
const isScaledObject = (type: ObjectType): boolean => isKind(type, "keda.sh", "ScaledObject");

export const scalingBounds: ObjectRule = {
  rule: rule({
    name: "scaling-bounds",
    number: "X-14",
    title: "The minimum of an autoscaler is below its maximum",
    severity: "high",
    tags: ["scaling"],
    remedy: "Raise the maximum or lower the minimum; an autoscaler that cannot scale only hides the replica count.",
  }),
  concerns: (type) => isHpa(type) || isScaledObject(type),
  check: (judged, report) => {
    // The initial values are those of Kubernetes and of KEDA.
    const [minimum, initialMinimum, maximum, initialMaximum] = isHpa(judged.type)
      ? ([judged.at("spec", "minReplicas"), 1, judged.at("spec", "maxReplicas"), undefined] as const)
      : ([judged.at("spec", "minReplicaCount"), 0, judged.at("spec", "maxReplicaCount"), 100] as const);
    const unknown = [minimum, maximum].find(isUnknown);
    if (unknown !== undefined) {
      report.undecide(unknown);
      return;
    }
    const most = number(maximum) ?? initialMaximum;
    if (judged.type.patch) {
      return;
    }
    if (most === undefined) {
      report.require(maximum, "a number of pods");
    } else if ((number(minimum) ?? initialMinimum) >= most) {
      report.forbid(minimum, `less than the maximum, ${most}`);
    }
  },
};

export const scalingSignals: ObjectRule = {
  rule: rule({
    name: "scaling-signals",
    number: "X-15",
    title: "An autoscaler has something to go by",
    severity: "high",
    tags: ["scaling"],
    remedy: "Give the autoscaler at least one metric (KEDA: trigger).",
  }),
  concerns: (type) => isHpa(type) || isScaledObject(type) || isKind(type, "keda.sh", "ScaledJob"),
  check: (judged, report) => {
    report.demand(
      signals(judged),
      (value) => typeof value === "number" || (Array.isArray(value) && value.length > 0),
      "at least one",
    );
  },
};

function signals(judged: Judged): Field {
  if (!isHpa(judged.type)) {
    return judged.at("spec", "triggers");
  }
  // autoscaling/v1 knows one metric only.
  const old = judged.at("spec", "targetCPUUtilizationPercentage");
  return old.value === undefined ? judged.at("spec", "metrics") : old;
}
