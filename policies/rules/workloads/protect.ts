/** what holds data cannot be deleted by mistake. */
import { isKind, type ObjectType } from "../../kubernetes/kinds";
import { rule, type ObjectRule } from "../rule";

/** Whether objects of this type hold data that their deletion would lose. */
export function holdsData(type: ObjectType): boolean {
  return (
    isKind(type, "apps", "StatefulSet") ||
    isKind(type, "", "PersistentVolumeClaim") ||
    isKind(type, "postgresql.cnpg.io", "Cluster")
  );
}

export const protectData: ObjectRule = {
  rule: rule({
    name: "protect-data",
    number: "R-78",
    title: "StatefulSets, claims and database clusters are protected in prod",
    severity: "high",
    strictness: "prod",
    frameworks: { hipaa: "164.312(c)(1)" },
    tags: ["data"],
    remedy: "Set the resource option protect to true.",
  }),
  concerns: (type) => holdsData(type) && !type.patch,
  check: ({ resource: { options } }, report) => {
    // A manifest has no options: what is applied from it cannot be protected in this way.
    if (options !== undefined && !options.protect) {
      report.forbid({ path: "the resource option protect", value: false }, "true");
    }
  },
};
