/** what holds data is in a backup. */
import { namespaceOf } from "../../judging/stack";
import { elements, isUnknown } from "../../values/field";
import { rule, type StackRule } from "../rule";
import { holdsData } from "../workloads/protect";

export const namespaceBackups: StackRule = {
  rule: rule({
    name: "namespace-backups",
    number: "X-27",
    title: "Every namespace with data is in the backup of its stack",
    severity: "medium",
    strictness: "advisory",
    frameworks: { hipaa: "164.312(c)(1)" },
    tags: ["backup", "data", "stack"],
    remedy: "Add the namespace to includedNamespaces of a Velero Schedule.",
  }),
  check: (stack, report) => {
    const schedules = stack.of("velero.io", "Schedule");
    const included = schedules.map((schedule) => schedule.at("spec", "template", "includedNamespaces"));
    const names = included.flatMap(elements);
    for (const judged of schedules.length === 0 ? [] : stack.objects.filter(({ type }) => holdsData(type))) {
      const namespace = judged.at("metadata", "namespace");
      if (names.some(({ value }) => value === "*" || value === namespaceOf(judged))) {
        continue;
      }
      if ([...included, ...names, namespace].some(isUnknown)) {
        report.undecide(judged, namespace);
      } else {
        report.forbid(judged, namespace, "a namespace of a Velero Schedule");
      }
    }
  },
};
