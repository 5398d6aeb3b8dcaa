/** no pod without a policy that closes it, and one that says what it may. */
import { namespaceOf, type Stack, type StackReport, type Workload } from "../../judging/stack";
import type { Judged } from "../../judging/judged";
import { matches } from "../../kubernetes/selector";
import { elements, isSet, isUnknown } from "../../values/field";
import { selectsAll } from "../network/policies";
import { rule, type StackRule } from "../rule";

const frameworks = {
  cis: "5.3.2",
  nsa: "Network separation and hardening: network policies",
  hipaa: "164.312(e)(1)",
};

type Direction = "Ingress" | "Egress";

/** Whether a policy closes a direction for the pods that it selects; `undefined` if that is not known yet. */
function closes(policy: Judged, direction: Direction): boolean | undefined {
  const types = policy.at("spec", "policyTypes");
  if (isUnknown(types) || elements(types).some(isUnknown)) {
    return undefined;
  }
  // Without a list every policy is about ingress, and about egress only if it has such rules.
  return isSet(types)
    ? elements(types).some(({ value }) => value === direction)
    : direction === "Ingress" || isSet(policy.at("spec", "egress"));
}

const policiesIn = (stack: Stack, namespace: string): readonly Judged[] =>
  stack.of("networking.k8s.io", "NetworkPolicy", namespace);

/** Whether a policy selects all pods of its namespace, in both directions, and lets nothing through. */
function deniesAll(policy: Judged): boolean | undefined {
  const selector = policy.at("spec", "podSelector");
  const rules = [policy.at("spec", "ingress"), policy.at("spec", "egress")];
  const closed = (["Ingress", "Egress"] as const).map((direction) => closes(policy, direction));
  if (isUnknown(selector) || rules.some(isUnknown) || closed.includes(undefined)) {
    return undefined;
  }
  return selectsAll(selector) && rules.every((list) => elements(list).length === 0) && !closed.includes(false);
}

export const defaultDeny: StackRule = {
  rule: rule({
    name: "default-deny",
    number: "R-18",
    title: "Every namespace of applications denies all traffic by default",
    severity: "critical",
    frameworks,
    tags: ["network", "stack"],
    remedy:
      "Make a NetworkPolicy with an empty podSelector, the types Ingress and Egress and no rules in the namespace.",
  }),
  check: (stack, report, { platformNamespaces }) => {
    for (const namespace of stack.namespaces) {
      const { name } = namespace.subject;
      const field = namespace.at("metadata", "name");
      if (platformNamespaces.includes(name)) {
        continue;
      }
      const verdicts = policiesIn(stack, name).map(deniesAll);
      if (verdicts.includes(true)) {
        continue;
      }
      if (isUnknown(field) || verdicts.includes(undefined)) {
        report.undecide(namespace, field);
      } else {
        report.forbid(namespace, field, "a namespace with a NetworkPolicy that denies all by default");
      }
    }
  },
};

/** Reports each workload that no policy selects for which `counts` holds. */
function demandPolicy(
  stack: Stack,
  report: StackReport,
  wanted: string,
  counts: (policy: Judged) => boolean | undefined,
): void {
  for (const workload of stack.workloads) {
    const selecting = policiesIn(stack, workload.namespace).map((policy) => verdict(policy, workload, counts));
    if (selecting.includes(true)) {
      continue;
    }
    if (selecting.includes(undefined) || isUnknown(workload.judged.at("metadata", "namespace"))) {
      report.undecide(workload.judged, workload.labels);
    } else {
      report.forbid(workload.judged, workload.labels, wanted);
    }
  }
}

function verdict(
  policy: Judged,
  { labels }: Workload,
  counts: (policy: Judged) => boolean | undefined,
): boolean | undefined {
  const selected = matches(policy.at("spec", "podSelector"), labels);
  const counted = counts(policy);
  return selected === "no" || counted === false
    ? false
    : selected === "unknown" || counted === undefined
      ? undefined
      : true;
}

export const ownPolicy: StackRule = {
  rule: rule({
    name: "own-network-policy",
    number: "R-19",
    title: "Every workload has a NetworkPolicy of its own",
    severity: "high",
    frameworks,
    tags: ["network", "stack"],
    remedy: "Make a NetworkPolicy that selects the workload's pods and allows only what they need.",
  }),
  check: (stack, report) => {
    demandPolicy(stack, report, "labels that a NetworkPolicy selects, other than one for all pods", (policy) => {
      const selector = policy.at("spec", "podSelector");
      return isUnknown(selector) ? undefined : !selectsAll(selector);
    });
  },
};

export const closedPods: StackRule = {
  rule: rule({
    name: "closed-pods",
    number: "X-18",
    title: "Every pod is closed in both directions",
    severity: "critical",
    frameworks,
    tags: ["network", "stack"],
    remedy: "Select the pod by a NetworkPolicy of the missing type; a default-deny of the namespace does it for all.",
  }),
  check: (stack, report) => {
    for (const direction of ["Ingress", "Egress"] as const) {
      demandPolicy(stack, report, `labels that a NetworkPolicy of the type ${direction} selects`, (policy) =>
        closes(policy, direction),
      );
    }
  },
};

export const serverNamespaces: StackRule = {
  rule: rule({
    name: "server-namespaces",
    number: "R-21",
    title: "No namespace of servers is labelled as one of clients",
    severity: "high",
    frameworks,
    tags: ["network", "namespaces", "stack"],
    remedy: "Remove the label; put clients in a namespace of their own.",
  }),
  check: (stack, report, { clientLabels }) => {
    for (const namespace of stack.namespaces) {
      const serves = stack.of("", "Service").some((service) => namespaceOf(service) === namespace.subject.name);
      for (const label of serves ? clientLabels : []) {
        const field = namespace.at("metadata", "labels", label);
        if (isUnknown(field)) {
          report.undecide(namespace, field);
        } else if (isSet(field)) {
          report.forbid(namespace, field, "unset");
        }
      }
    }
  },
};
