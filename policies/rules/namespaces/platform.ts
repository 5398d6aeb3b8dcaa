/** workloads live in namespaces of their own. */
import { hasPods } from "../../kubernetes/pods";
import { isUnknown } from "../../values/field";
import { rule, type ObjectRule } from "../rule";

export const platformNamespaces: ObjectRule = {
  rule: rule({
    name: "platform-namespaces",
    number: "R-02",
    title: "No workload lives in a namespace of the platform",
    severity: "critical",
    frameworks: { cis: "5.7.1", nsa: "Network separation and hardening: namespaces" },
    tags: ["namespaces"],
    remedy: "Give the workload a namespace that enforces PodSecurity restricted.",
  }),
  concerns: hasPods,
  check: (judged, report, settings) => {
    report.restrict(
      judged.at("metadata", "namespace"),
      (value) =>
        typeof value === "string" && !value.startsWith("kube-") && !settings.platformNamespaces.includes(value),
      "a namespace that is not the platform's",
    );
  },
};

export const ownNamespace: ObjectRule = {
  rule: rule({
    name: "own-namespace",
    number: "X-07",
    title: "No workload lives in the namespace default",
    severity: "medium",
    strictness: "outside-dev",
    frameworks: { cis: "5.7.4", nsa: "Network separation and hardening: namespaces" },
    tags: ["namespaces"],
    remedy: "Set metadata.namespace to a namespace that enforces PodSecurity restricted.",
  }),
  concerns: (type) => hasPods(type) && !type.patch,
  check: (judged, report) => {
    const field = judged.at("metadata", "namespace");
    if (isUnknown(field)) {
      report.undecide(field);
    } else {
      report.demand(field, (value) => value !== "default", "a namespace of its own");
    }
  },
};
