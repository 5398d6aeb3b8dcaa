/** Which containers of a pod a rule reads. */
import type { Report } from "../../controls/control";
import type { ObjectType } from "../../kubernetes/kinds";
import type { Container, Pod } from "../../kubernetes/pods";
import { isUnknown, member, text } from "../../values/field";

/**
 * Calls `visit` for each container that the API server lets have resources, ports and probes: init and main containers,
 * not ephemeral ones.
 */
export function eachLasting(pod: Pod, report: Report, visit: (container: Container) => void): void {
  for (const list of pod.unknownLists) {
    report.undecide(list);
  }
  for (const container of pod.containers) {
    if (container.list === "ephemeralContainers") {
      continue;
    }
    if (isUnknown(container.field)) {
      report.undecide(container.field);
    } else {
      visit(container);
    }
  }
}

const BATCH_KINDS: ReadonlySet<string> = new Set(["Job", "CronJob", "ScaledJob"]);

/**
 * Calls `visit` for each container that runs as long as its pod: main containers and sidecars (init containers with
 * `restartPolicy: Always`) of pods that are not meant to end.
 */
export function eachLongRunning(
  type: ObjectType,
  pod: Pod,
  report: Report,
  visit: (container: Container) => void,
): void {
  const restart = text(member(pod.spec, "restartPolicy"));
  if (BATCH_KINDS.has(type.kind) || restart === "Never" || restart === "OnFailure") {
    return;
  }
  eachLasting(pod, report, (container) => {
    if (container.list === "containers" || text(member(container.field, "restartPolicy")) === "Always") {
      visit(container);
    }
  });
}
