/** what is meant to be watched is found by whoever watches. */
import type { Judged } from "../../judging/judged";
import { namespaceOf, type Stack, type StackReport } from "../../judging/stack";
import { matches } from "../../kubernetes/selector";
import { at, elements, isSet, isUnknown, member, type Field } from "../../values/field";
import { rule, type StackRule } from "../rule";
import { hasPort } from "./services";
import { inMesh } from "./mesh";

/** The port on which the injected proxy shows its own figures. */
const SIDECAR_PORT = "http-envoy-prom";

export const monitorTargets: StackRule = {
  rule: rule({
    name: "monitor-targets",
    number: "X-25",
    title: "Every ServiceMonitor and PodMonitor selects something that has its ports",
    severity: "medium",
    strictness: "outside-dev",
    frameworks: { nsa: "Audit logging and threat detection", hipaa: "164.312(b)" },
    tags: ["monitoring", "references", "stack"],
    remedy: "Correct the selector or the name of the port.",
  }),
  check: (stack, report) => {
    for (const monitor of stack.of("monitoring.coreos.com", "ServiceMonitor")) {
      judge(monitor, "endpoints", servicePorts(monitor, stack), report);
    }
    for (const monitor of stack.of("monitoring.coreos.com", "PodMonitor")) {
      judge(monitor, "podMetricsEndpoints", podPorts(monitor, stack), report);
    }
  },
};

/** For each object that a monitor may select, whether it does, and whether it has a port. */
interface Candidate {
  readonly match: ReturnType<typeof matches>;
  readonly has: (port: Field) => boolean | undefined;
}

/** The namespaces that a monitor looks into; none if they are not known or are all. */
function namespacesOf(monitor: Judged): readonly string[] | undefined {
  const selector = monitor.at("spec", "namespaceSelector");
  const names = member(selector, "matchNames");
  if (member(selector, "any").value === true || [selector, names, ...elements(names)].some(isUnknown)) {
    return undefined;
  }
  return isSet(names)
    ? elements(names).map(({ value }) => (typeof value === "string" ? value : ""))
    : [namespaceOf(monitor)];
}

function servicePorts(monitor: Judged, stack: Stack): readonly Candidate[] | undefined {
  return namespacesOf(monitor)
    ?.flatMap((namespace) => stack.of("", "Service", namespace))
    .map((service) => ({
      match: matches(monitor.at("spec", "selector"), service.at("metadata", "labels")),
      has: (port) => {
        const list = service.at("spec", "ports");
        const names = elements(list).map((entry) => member(entry, "name"));
        return names.some(({ value }) => value === port.value)
          ? true
          : [list, ...names, port].some(isUnknown)
            ? undefined
            : false;
      },
    }));
}

function podPorts(monitor: Judged, stack: Stack): readonly Candidate[] | undefined {
  return namespacesOf(monitor)?.flatMap((namespace) => {
    const meshed = stack.namespaces.some((one) => one.subject.name === namespace && inMesh(one));
    return stack.workloadsIn(namespace).map((workload) => ({
      match: matches(monitor.at("spec", "selector"), workload.labels),
      has: (port: Field) => (meshed && port.value === SIDECAR_PORT) || hasPort(workload, port),
    }));
  });
}

function judge(monitor: Judged, list: string, candidates: readonly Candidate[] | undefined, report: StackReport): void {
  const selector = monitor.at("spec", "selector");
  const selected = candidates?.filter(({ match }) => match === "yes") ?? [];
  if (selected.length === 0) {
    if (candidates === undefined || isUnknown(selector) || candidates.some(({ match }) => match === "unknown")) {
      report.undecide(monitor, selector);
    } else {
      report.forbid(monitor, selector, "the labels of something to watch in its namespaces");
    }
    return;
  }
  for (const port of elements(monitor.at("spec", list)).map((endpoint) => at(endpoint, "port"))) {
    const verdicts = selected.map(({ has }) => has(port));
    if (!isSet(port) || verdicts.includes(true)) {
      continue;
    }
    if (verdicts.includes(undefined)) {
      report.undecide(monitor, port);
    } else {
      report.forbid(monitor, port, "the name of a port of what the selector selects");
    }
  }
}
