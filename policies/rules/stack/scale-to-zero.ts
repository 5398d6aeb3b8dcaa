/** an autoscaler leaves a pod to what others count on (SPEC G-62). */
import type { Stack, Workload } from "../../judging/stack";
import { matches, matchesLabels, type Match } from "../../kubernetes/selector";
import { isSet, isUnknown } from "../../values/field";
import { rule, type StackRule } from "../rule";
import { scalersOf } from "./scalers";

/** What counts on the pods of a workload: each budget and Service that selects them, or may. */
function neededBy(workload: Workload, stack: Stack): readonly { readonly name: string; readonly match: Match }[] {
  const { namespace, labels } = workload;
  const named = [
    ...stack
      .of("policy", "PodDisruptionBudget", namespace)
      .map((budget) => ({ judged: budget, match: matches(budget.at("spec", "selector"), labels) })),
    ...stack
      .of("", "Service", namespace)
      .filter((service) => isSet(service.at("spec", "selector")))
      .map((service) => ({ judged: service, match: matchesLabels(service.at("spec", "selector"), labels) })),
  ];
  return named.flatMap(({ judged: { subject }, match }) =>
    match === "no" ? [] : [{ name: `${subject.kind} ${subject.name}`, match }],
  );
}

export const scaleToZero: StackRule = {
  rule: rule({
    name: "scale-to-zero",
    number: "X-30",
    title: "No autoscaler takes away the last pod of what has a PodDisruptionBudget or a Service",
    severity: "high",
    strictness: "outside-dev",
    tags: ["scaling", "availability", "stack"],
    remedy: "Set the minimum to 1 at least (KEDA's own is 0), and leave idleReplicaCount out.",
  }),
  check: (stack, report) => {
    for (const { judged, target, minimum, initialMinimum } of scalersOf(stack)) {
      const workload = stack.workloads.find((one) => one.judged === target);
      const needed = workload === undefined ? [] : neededBy(workload, stack);
      const [by] = [...needed].sort((a, b) => Number(b.match === "yes") - Number(a.match === "yes"));
      if (by === undefined) {
        continue;
      }
      // KEDA's idle count, where there is one, is what stays while nothing is to be done.
      const idle = judged.at("spec", "idleReplicaCount");
      for (const field of isSet(idle) ? [minimum, idle] : [minimum]) {
        const least = field === minimum && !isSet(field) ? initialMinimum : field.value;
        if (isUnknown(field) || (least === 0 && by.match === "unknown")) {
          report.undecide(judged, field);
        } else if (least === 0) {
          report.forbid(judged, field, `at least 1, as ${by.name} selects the pods`);
        }
      }
    }
  },
};
