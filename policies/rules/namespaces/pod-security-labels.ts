/** R-01: application namespaces have the API server enforce PodSecurity `restricted`. */
import { isKind } from "../../kubernetes/kinds";
import { member } from "../../values/field";
import { rule, type ObjectRule } from "../rule";

const PREFIX = "pod-security.kubernetes.io/";

/** Labels and the value that each must have. */
export const namespaceLabels: Readonly<Record<string, string>> = {
  [`${PREFIX}enforce`]: "restricted",
  [`${PREFIX}enforce-version`]: "latest",
  [`${PREFIX}warn`]: "restricted",
  [`${PREFIX}audit`]: "restricted",
};

export const podSecurityLabels: ObjectRule = {
  rule: rule({
    name: "namespace-pod-security",
    number: "R-01",
    title: "Application namespaces enforce PodSecurity restricted",
    severity: "critical",
    frameworks: { pss: "restricted: namespace labels", cis: "5.2.1", nsa: "Kubernetes Pod security" },
    tags: ["pod-security", "namespaces"],
    remedy: `Set the labels ${Object.entries(namespaceLabels)
      .map(([label, value]) => `${label}: ${value}`)
      .join(", ")}.`,
  }),
  concerns: (type) => isKind(type, "", "Namespace"),
  check: (judged, report, { platformNamespaces }) => {
    if (platformNamespaces.includes(judged.subject.name)) {
      return;
    }
    for (const [label, wanted] of Object.entries(namespaceLabels)) {
      const field = member(judged.at("metadata", "labels"), label);
      if (field.value === undefined) {
        report.require(field, wanted);
      } else {
        report.restrict(field, (value) => value === wanted, wanted);
      }
    }
  },
};
