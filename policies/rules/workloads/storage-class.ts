/** what kind of storage data lies on is a decision, not the cluster's default. */
import type { Report } from "../../controls/control";
import type { Judged } from "../../judging/judged";
import { isKind } from "../../kubernetes/kinds";
import { at, elements, isUnknown, type Field } from "../../values/field";
import { rule, type ObjectRule } from "../rule";
import { holdsData } from "./protect";

export const storageClass: ObjectRule = {
  rule: rule({
    name: "storage-class",
    number: "X-05",
    title: "Every claim names its StorageClass",
    severity: "medium",
    strictness: "outside-dev",
    frameworks: { hipaa: "164.312(a)(2)(iv)" },
    tags: ["data"],
    remedy: "Set storageClassName (CloudNativePG: storage.storageClass) to a class that encrypts its volumes.",
  }),
  concerns: holdsData,
  check: (judged, report) => {
    for (const field of classes(judged, report)) {
      report.demand(field, (value) => value !== "", "the name of a StorageClass");
    }
  },
};

function classes(judged: Judged, report: Report): readonly Field[] {
  if (isKind(judged.type, "", "PersistentVolumeClaim")) {
    // A claim that names its volume needs no class.
    const volume = judged.at("spec", "volumeName");
    return volume.value === undefined ? [judged.at("spec", "storageClassName")] : [];
  }
  if (judged.type.kind === "Cluster") {
    return [judged.at("spec", "storage", "storageClass")];
  }
  const templates = judged.at("spec", "volumeClaimTemplates");
  if (isUnknown(templates)) {
    report.undecide(templates);
  }
  return elements(templates).map((template) => at(template, "spec", "storageClassName"));
}
