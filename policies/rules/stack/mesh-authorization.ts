/** what serves inside the mesh serves whom somebody wrote down. */
import type { Judged } from "../../judging/judged";
import type { Stack, Workload } from "../../judging/stack";
import { matchesLabels, type Match } from "../../kubernetes/selector";
import { at, isSet, isUnknown, member, text } from "../../values/field";
import { rule, type StackRule } from "../rule";
import { inMesh } from "./mesh";

/** Policies in Istio's root namespace hold in all others. */
const ROOT_NAMESPACE = "istio-system";

export const meshAuthorization: StackRule = {
  rule: rule({
    name: "mesh-authorization",
    number: "X-31",
    title: "Every Service of the mesh leads to pods that an AuthorizationPolicy protects",
    severity: "high",
    strictness: "outside-dev",
    frameworks: { nsa: "Authentication and authorization", hipaa: "164.312(a)(1)" },
    tags: ["istio", "stack"],
    remedy:
      "Make an AuthorizationPolicy of the action ALLOW that selects the pods; AUDIT, CUSTOM and DENY leave open what they do not name.",
  }),
  check: (stack, report) => {
    for (const namespace of stack.namespaces.filter(inMesh)) {
      const { name } = namespace.subject;
      const policies = [...new Set([name, ROOT_NAMESPACE])].flatMap((place) =>
        stack.of("security.istio.io", "AuthorizationPolicy", place),
      );
      for (const workload of stack.workloadsIn(name).filter((one) => serves(one, stack) && !isOutside(one))) {
        const verdicts = policies.map((policy) => protects(policy, workload));
        if (verdicts.includes("yes")) {
          continue;
        }
        if (verdicts.includes("unknown")) {
          report.undecide(workload.judged, workload.labels);
        } else {
          report.forbid(
            workload.judged,
            workload.labels,
            "labels that an AuthorizationPolicy of the action ALLOW selects",
          );
        }
      }
    }
  },
};

/** Whether a Service leads to the pods for certain. An operator makes the Services of a database together with its pods. */
function serves({ namespace, labels, pod }: Workload, stack: Stack): boolean {
  const selectors = stack.of("", "Service", namespace).map((service) => service.at("spec", "selector"));
  return (
    pod === undefined || selectors.some((selector) => isSet(selector) && matchesLabels(selector, labels) === "yes")
  );
}

/** Whether the pods are told to stay out of the mesh. */
function isOutside({ labels, pod }: Workload): boolean {
  const inject = "sidecar.istio.io/inject";
  const annotation = pod === undefined ? undefined : at(pod.metadata, "annotations", inject).value;
  return (
    member(labels, inject).value === "false" ||
    annotation === "false" ||
    member(labels, "istio.io/dataplane-mode").value === "none"
  );
}

/** Whether a policy lets nobody but whom it names reach the pods. */
function protects(policy: Judged, { labels }: Workload): Match {
  const action = policy.at("spec", "action");
  // One for a waypoint leaves the way past the waypoint open.
  if ((text(action) ?? "ALLOW") !== "ALLOW" || isSet(policy.at("spec", "targetRefs"))) {
    return "no";
  }
  const selector = policy.at("spec", "selector");
  const selected = isSet(selector) ? matchesLabels(member(selector, "matchLabels"), labels) : "yes";
  return selected === "yes" && isUnknown(action) ? "unknown" : selected;
}
