/** what holds data is in a backup. */
import type { Judged } from "../../judging/judged";
import { namespaceOf } from "../../judging/stack";
import { elements, isUnknown, type Field } from "../../values/field";
import { rule, type StackRule } from "../rule";
import { holdsData } from "../workloads/protect";

export const namespaceBackups: StackRule = {
  rule: rule({
    name: "namespace-backups",
    number: "X-27",
    title: "Every namespace with data is in a backup of its stack, with its volumes",
    severity: "medium",
    strictness: "advisory",
    frameworks: { hipaa: "164.312(c)(1)" },
    tags: ["backup", "data", "stack"],
    remedy: "Add the namespace to includedNamespaces of a Velero Schedule, and have it snapshot or copy volumes.",
  }),
  check: (stack, report) => {
    const schedules = stack.of("velero.io", "Schedule");
    for (const judged of schedules.length === 0 ? [] : stack.objects.filter(({ type }) => holdsData(type))) {
      const verdicts = schedules.map((schedule) => holds(schedule, namespaceOf(judged)));
      const namespace = judged.at("metadata", "namespace");
      if (verdicts.includes(true)) {
        continue;
      }
      if (verdicts.includes(undefined) || isUnknown(namespace)) {
        report.undecide(judged, namespace);
      } else {
        report.forbid(judged, namespace, "a namespace of a Velero Schedule that holds its volumes");
      }
    }
  },
};

/** Whether a backup holds the volumes of a namespace; `undefined` if that is not known yet. */
function holds(schedule: Judged, namespace: string): boolean | undefined {
  const [included, snapshots, copies] = ["includedNamespaces", "snapshotVolumes", "defaultVolumesToFsBackup"].map(
    (key) => schedule.at("spec", "template", key),
  ) as [Field, Field, Field];
  const names = elements(included);
  if (!names.some(({ value }) => value === "*" || value === namespace)) {
    return [included, ...names].some(isUnknown) ? undefined : false;
  }
  // Velero takes snapshots unless it is told not to.
  return snapshots.value !== false || (isUnknown(copies) ? undefined : copies.value === true);
}
