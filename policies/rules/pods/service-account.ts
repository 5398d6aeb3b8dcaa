/** pods have an identity of their own. */
import { member } from "../../values/field";
import { podRule, rule } from "../rule";

export const ownServiceAccount = podRule(
  rule({
    name: "own-service-account",
    number: "X-01",
    title: "Pods do not run under the service account default",
    severity: "medium",
    strictness: "outside-dev",
    frameworks: { cis: "5.1.5", nsa: "Authentication and authorization: service accounts", hipaa: "164.312(a)(1)" },
    tags: ["identity"],
    remedy: "Make a ServiceAccount for the workload and name it in serviceAccountName.",
  }),
  (pod, report) => {
    report.demand(
      member(pod.spec, "serviceAccountName"),
      (value) => value !== "default",
      "a service account of its own",
    );
  },
);
