/** R-01: application namespaces have the API server enforce PodSecurity `restricted`. */
import type { ResourceValidationPolicy } from "@pulumi/policy";

import { describe } from "../kubernetes/object";
import { at, isUnknown, member, root, show } from "../values/field";
import { describeRule, objectPolicy } from "./judged";
import type { Rule } from "./rule";

const PREFIX = "pod-security.kubernetes.io/";

/** Labels and the value that each must have. */
export const namespaceLabels: Readonly<Record<string, string>> = {
  [`${PREFIX}enforce`]: "restricted",
  [`${PREFIX}enforce-version`]: "latest",
  [`${PREFIX}warn`]: "restricted",
  [`${PREFIX}audit`]: "restricted",
};

/** Namespaces of the platform, where agents of the nodes run; no application lives there (R-02). */
export const platformNamespaces: readonly string[] = ["bitvault-system", "ingress-nginx", "istio-system", "velero"];

const namespaceRule: Rule = {
  name: "namespace-pod-security",
  number: "R-01",
  title: "Application namespaces enforce PodSecurity restricted",
  severity: "critical",
  strictness: "everywhere",
  exemptable: false,
  framework: { name: "Pod Security Standards", version: "1.35", reference: "restricted: namespace labels" },
  tags: ["kubernetes", "pod-security", "namespaces"],
  remedy: `Set the labels ${Object.entries(namespaceLabels)
    .map(([label, value]) => `${label}: ${value}`)
    .join(", ")}.`,
};

/**
 * The policy for Namespaces. Its configuration `platformNamespaces` (a list of names) replaces the namespaces that may
 * do without the labels.
 */
export const namespacePolicy: ResourceValidationPolicy = objectPolicy(
  {
    ...describeRule(namespaceRule, "mandatory"),
    configSchema: {
      properties: {
        platformNamespaces: {
          type: "array",
          items: { type: "string" },
          default: [...platformNamespaces],
          description: "Namespaces of the platform, which need not enforce PodSecurity restricted.",
        },
      },
    },
  },
  ({ group, kind }) => group === "" && kind === "Namespace",
  ({ type, object, subject }, args) => {
    const { platformNamespaces: configured } = args.getConfig<{ platformNamespaces?: readonly string[] }>();
    if ((configured ?? platformNamespaces).includes(subject.name)) {
      return [];
    }
    const labels = at(root(object), "metadata", "labels");
    return Object.entries(namespaceLabels).flatMap(([label, wanted]) => {
      const field = member(labels, label);
      // A patch leaves out what it does not change.
      const silent = field.value === undefined && type.patch;
      return isUnknown(field) || silent || field.value === wanted
        ? []
        : [
            `${describe(subject)}: ${field.path} is ${show(field.value)}; wanted: ${wanted}.\nRemedy: ${namespaceRule.remedy}`,
          ];
    });
  },
);
