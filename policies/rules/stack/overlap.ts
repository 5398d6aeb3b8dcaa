/** no workload takes the pods of another for its own. */
import { isKind, type ObjectType } from "../../kubernetes/kinds";
import { matches } from "../../kubernetes/selector";
import { rule, type StackRule } from "../rule";

const isController = (type: ObjectType): boolean =>
  ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"].some((kind) => isKind(type, "apps", kind));

export const distinctSelectors: StackRule = {
  rule: rule({
    name: "distinct-selectors",
    number: "X-26",
    title: "No selector of a workload selects the pods of another",
    severity: "high",
    tags: ["references", "stack"],
    remedy: "Give the workloads labels that tell them apart, and select by these.",
  }),
  check: (stack, report) => {
    const controllers = stack.workloads.filter(({ judged }) => isController(judged.type));
    for (const { judged, namespace } of controllers) {
      const selector = judged.at("spec", "selector");
      for (const other of controllers) {
        if (other.judged === judged || other.namespace !== namespace) {
          continue;
        }
        const { kind, name } = other.judged.subject;
        const match = matches(selector, other.labels);
        if (match === "yes") {
          report.forbid(judged, selector, `labels that the pods of ${kind} ${name} do not have`);
        } else if (match === "unknown") {
          report.undecide(judged, selector);
        }
      }
    }
  },
};
