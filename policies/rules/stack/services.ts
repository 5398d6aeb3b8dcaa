/** a Service leads to a port of pods that exist. */
import type { Judged } from "../../judging/judged";
import { namespaceOf, type Stack, type StackReport, type Workload } from "../../judging/stack";
import { matchesLabels } from "../../kubernetes/selector";
import { elements, isSet, isUnknown, member, type Field } from "../../values/field";
import { rule, type StackRule } from "../rule";

/** The workloads whose pods a Service selects for certain, and whether there may be more. */
export function selectedBy(
  service: Judged,
  stack: Stack,
): { readonly workloads: readonly Workload[]; readonly unknown: boolean } {
  const selector = service.at("spec", "selector");
  const verdicts = stack
    .workloadsIn(namespaceOf(service))
    .map((workload) => ({ workload, match: matchesLabels(selector, workload.labels) }));
  return {
    workloads: verdicts.filter(({ match }) => match === "yes").map(({ workload }) => workload),
    unknown: isUnknown(selector) || verdicts.some(({ match }) => match === "unknown"),
  };
}

/** Whether the pods have a port of that name or number; `undefined` if that is not known yet. */
export function hasPort({ pod }: Workload, port: Field): boolean | undefined {
  if (pod === undefined) {
    // What an operator makes says nothing about its ports.
    return undefined;
  }
  const lists = pod.containers.map(({ field }) => member(field, "ports"));
  const ports = lists.flatMap(elements).flatMap((item) => [member(item, "name"), member(item, "containerPort")]);
  if (ports.some(({ value }) => value === port.value)) {
    return true;
  }
  return [...pod.unknownLists, ...lists, ...ports, port].some(isUnknown) ? undefined : false;
}

export const servicePods: StackRule = {
  rule: rule({
    name: "service-pods",
    number: "X-23",
    title: "Every Service selects pods that have its ports",
    severity: "high",
    strictness: "outside-dev",
    tags: ["references", "network", "stack"],
    remedy: "Correct the selector or targetPort, or declare the port in the container.",
  }),
  check: (stack, report) => {
    for (const service of stack.of("", "Service")) {
      const selector = service.at("spec", "selector");
      // Without a selector somebody else looks after its endpoints.
      if (!isSet(selector)) {
        continue;
      }
      const { workloads, unknown } = selectedBy(service, stack);
      if (workloads.length === 0) {
        if (unknown) {
          report.undecide(service, selector);
        } else {
          report.forbid(service, selector, "the labels of a workload's pods in this namespace");
        }
      }
      for (const workload of workloads) {
        judgePorts(service, workload, report);
      }
    }
  },
};

function judgePorts(service: Judged, workload: Workload, report: StackReport): void {
  const list = service.at("spec", "ports");
  for (const entry of [list, ...elements(list)].filter(isUnknown)) {
    report.undecide(service, entry);
  }
  for (const entry of elements(list).filter((field) => !isUnknown(field))) {
    const target = member(entry, "targetPort");
    const port = isSet(target) ? target : member(entry, "port");
    const found = hasPort(workload, port);
    if (found === false) {
      report.forbid(service, port, `a port of ${workload.judged.subject.kind} ${workload.judged.subject.name}`);
    } else if (found === undefined && workload.pod !== undefined) {
      report.undecide(service, port);
    }
  }
}
