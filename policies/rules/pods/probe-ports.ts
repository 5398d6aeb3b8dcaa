/** probes ask on ports that exist, and ask two different questions. */
import type { Report } from "../../controls/control";
import type { Container } from "../../kubernetes/pods";
import { at, elements, isUnknown, member, type Field } from "../../values/field";
import { podRule, rule } from "../rule";
import { eachLasting, eachLongRunning } from "./containers";

const PROBES = ["livenessProbe", "readinessProbe", "startupProbe"] as const;
const HANDLERS = ["httpGet", "tcpSocket", "grpc"] as const;

export const probePorts = podRule(
  rule({
    name: "probe-ports",
    number: "X-02",
    title: "Probes ask on a port that the container declares",
    severity: "high",
    tags: ["availability"],
    remedy: "Declare the port under ports of the container, or correct the port of the probe.",
  }),
  (pod, report) => {
    if (pod.partial) {
      return;
    }
    eachLasting(pod, report, (container) => {
      for (const probe of PROBES) {
        for (const handler of HANDLERS) {
          judgePort(at(container.field, probe, handler, "port"), container, report);
        }
      }
    });
  },
);

function judgePort(port: Field, container: Container, report: Report): void {
  if (port.value === undefined) {
    return;
  }
  const list = member(container.field, "ports");
  const declared = elements(list).flatMap((item) => [member(item, "name"), member(item, "containerPort")]);
  if (declared.some(({ value }) => value === port.value)) {
    return;
  }
  const unknown = [port, list, ...elements(list), ...declared].find(isUnknown);
  if (unknown === undefined) {
    report.forbid(port, "the name or number of one of the container's ports", container);
  } else {
    report.undecide(unknown);
  }
}

export const probesDiffer = podRule(
  rule({
    name: "probes-differ",
    number: "X-03",
    title: "Liveness and readiness do not ask for the same page",
    severity: "low",
    strictness: "advisory",
    tags: ["availability"],
    remedy: "Let readiness ask for a page that also looks at what the program depends on; liveness never does.",
  }),
  (pod, report, { judged }) => {
    eachLongRunning(judged.type, pod, report, (container) => {
      const path = at(container.field, "readinessProbe", "httpGet", "path");
      const liveness = at(container.field, "livenessProbe", "httpGet", "path");
      const unknown = [path, liveness].find(isUnknown);
      if (unknown !== undefined) {
        report.undecide(unknown);
      } else if (path.value !== undefined && path.value === liveness.value) {
        report.forbid(path, "another page than that of the liveness probe", container);
      }
    });
  },
);
