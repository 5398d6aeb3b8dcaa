/** what must not see the object storage reaches pods of its own namespace only. */
import { at, elements, isSet, isUnknown, member } from "../../values/field";
import { rule, type ObjectRule } from "../rule";
import { isNetworkPolicy } from "./policies";

/** DNS, and what a pod in the mesh asks the control plane. */
const INFRASTRUCTURE: ReadonlySet<unknown> = new Set([53, 15012]);

export const closedWorkloads: ObjectRule = {
  rule: rule({
    name: "closed-workloads",
    number: "R-23",
    title: "Workloads without access to the object storage reach only pods beside them",
    severity: "high",
    frameworks: { nsa: "Network separation and hardening: network policies", hipaa: "164.312(a)(1)" },
    tags: ["network"],
    remedy: "Remove the egress rule, or the workload from the setting closedWorkloads.",
  }),
  concerns: isNetworkPolicy,
  check: (judged, report, { closedWorkloads: closed }) => {
    const name = judged.at("spec", "podSelector", "matchLabels", "app.kubernetes.io/name");
    if (isUnknown(name)) {
      report.undecide(name);
      return;
    }
    if (typeof name.value !== "string" || !closed.includes(name.value)) {
      return;
    }
    for (const entry of elements(judged.at("spec", "egress"))) {
      const ports = elements(member(entry, "ports")).map((port) => member(port, "port"));
      const peers = elements(member(entry, "to"));
      const unknown = [entry, member(entry, "ports"), member(entry, "to"), ...ports, ...peers].find(isUnknown);
      if (unknown !== undefined) {
        report.undecide(unknown);
        continue;
      }
      const isInfrastructure = ports.length > 0 && ports.every(({ value }) => INFRASTRUCTURE.has(value));
      for (const peer of peers) {
        const outside = [at(peer, "ipBlock"), at(peer, "namespaceSelector")].find(isSet);
        if (outside !== undefined && !isInfrastructure) {
          report.forbid(outside, "pods of the same namespace");
        }
      }
    }
  },
};
