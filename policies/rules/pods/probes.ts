/** long-running containers are probed, and stop getting requests before they are restarted. */
import { isUnknown, member, number, type Field } from "../../values/field";
import { podRule, rule } from "../rule";
import { eachLongRunning } from "./containers";

export const probes = podRule(
  rule({
    name: "probes",
    number: "R-53",
    title: "Every long-running container has a liveness and a readiness probe",
    severity: "high",
    tags: ["availability"],
    remedy:
      "Set livenessProbe to what shows that the program is alive, readinessProbe to what shows that it can serve.",
  }),
  (pod, report, { judged }) => {
    eachLongRunning(judged.type, pod, report, (container) => {
      for (const probe of ["livenessProbe", "readinessProbe"]) {
        report.demand(member(container.field, probe), (value) => typeof value === "object", "a probe", container);
      }
    });
  },
);

/** Figures of a probe with Kubernetes' defaults. */
const figures = [
  ["periodSeconds", 10],
  ["failureThreshold", 3],
] as const;

export const probeFrequency = podRule(
  rule({
    name: "probe-frequency",
    number: "R-54",
    title: "Readiness is checked at least as often as liveness, with a threshold not above it",
    severity: "medium",
    strictness: "outside-dev",
    tags: ["availability"],
    remedy: "Lower periodSeconds and failureThreshold of the readiness probe to at most those of the liveness probe.",
  }),
  (pod, report, { judged }) => {
    if (pod.partial) {
      return;
    }
    eachLongRunning(judged.type, pod, report, (container) => {
      const liveness = member(container.field, "livenessProbe");
      const readiness = member(container.field, "readinessProbe");
      if (liveness.value === undefined || readiness.value === undefined) {
        return;
      }
      for (const [figure, initial] of figures) {
        const most = member(liveness, figure);
        const own = member(readiness, figure);
        const unknown = [most, own].find(isUnknown);
        if (unknown !== undefined) {
          report.undecide(unknown);
          continue;
        }
        const limit = orInitial(most, initial);
        if (orInitial(own, initial) > limit) {
          report.forbid(own, `at most ${limit}, as for the liveness probe`, container);
        }
      }
    });
  },
);

function orInitial(field: Field, initial: number): number {
  return number(field) ?? initial;
}
