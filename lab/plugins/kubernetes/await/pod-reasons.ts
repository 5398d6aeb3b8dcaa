/** Why pods are not ready, in words for a person: from the pod's conditions and its containers' states. */
import type { KubeObject } from "../client/types";
import { condition, type Fields, list, nameOf, number, reasonAndMessage, text } from "./fields";

/** Containers in these states are merely starting; saying so would be noise. */
const STARTING = new Set(["ContainerCreating", "PodInitializing"]);

/** Pods named in one reason before the rest is only counted. */
const NAMED_PODS = 3;

function waitingReason(state: Fields): string | undefined {
  const reason = text(state, "waiting", "reason") ?? "";
  if (state["waiting"] === undefined || reason === "" || STARTING.has(reason)) return undefined;
  return reasonAndMessage(reason, text(state, "waiting", "message") ?? "");
}

/** How a container ended: its reason, exit code and termination message. A clean end is no reason. */
function terminationReason(ended: unknown): string | undefined {
  const exitCode = number(ended, "exitCode");
  if (exitCode === undefined || exitCode === 0) return undefined;
  const reason = text(ended, "reason") ?? "Error";
  const message = (text(ended, "message") ?? "").trim();
  return `terminated with exit code ${exitCode} (${reason})${message === "" ? "" : `: ${message}`}`;
}

function containerReasons(status: Fields): string[] {
  if (status["ready"] === true) return [];
  const parts = [
    waitingReason((status["state"] ?? {}) as Fields),
    terminationReason((status["state"] as Fields | undefined)?.["terminated"]),
    terminationReason((status["lastState"] as Fields | undefined)?.["terminated"]),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? [] : [`container "${text(status, "name") ?? ""}": ${[...new Set(parts)].join("; ")}`];
}

/** True for a pod that serves (condition Ready) or has done its work (phase Succeeded). */
export function isPodReady(pod: KubeObject): boolean {
  return (
    condition(pod, "PodScheduled")?.status === "True" &&
    condition(pod, "Initialized")?.status === "True" &&
    (condition(pod, "Ready")?.status === "True" ||
      (condition(pod, "Ready") !== undefined && text(pod, "status", "phase") === "Succeeded"))
  );
}

/**
 * Why this one pod is not ready: not scheduled, a container that waits or ended, or else what its conditions say.
 * Empty for a ready pod and for one that only just starts.
 */
export function podReasons(pod: KubeObject): string[] {
  if (isPodReady(pod)) return [];
  const scheduled = condition(pod, "PodScheduled");
  if (scheduled !== undefined && scheduled.status !== "True") {
    return scheduled.message === "" ? [] : [`not scheduled: ${reasonAndMessage(scheduled.reason, scheduled.message)}`];
  }
  const containers = ["initContainerStatuses", "containerStatuses"].flatMap((statuses) =>
    list(pod, "status", statuses).flatMap(containerReasons),
  );
  if (containers.length > 0) return containers;
  const conditions = ["Initialized", "Ready"].map((type) => condition(pod, type));
  const blocking = conditions.find((entry) => entry !== undefined && entry.status !== "True" && entry.message !== "");
  const podMessage = text(pod, "status", "message");
  if (text(pod, "status", "phase") === "Failed" && podMessage !== undefined) {
    return [reasonAndMessage(text(pod, "status", "reason") ?? "Failed", podMessage)];
  }
  return blocking === undefined ? [] : [reasonAndMessage(blocking.reason, blocking.message)];
}

/** The reasons of several pods, each once with the pods it holds for: `Pod ns/a (and 2 more): …`. */
export function podsReasons(pods: readonly KubeObject[]): string[] {
  const podsOf = new Map<string, string[]>();
  for (const pod of pods) {
    for (const reason of podReasons(pod)) {
      // A back-off message names the pod and its UID; the same trouble of its sisters is one reason.
      const { name = "", namespace = "", uid = "" } = pod.metadata;
      const shared = reason.replaceAll(` pod=${name}_${namespace}(${uid})`, "");
      podsOf.set(shared, [...(podsOf.get(shared) ?? []), nameOf(pod)]);
    }
  }
  return [...podsOf].map(([reason, names]) => {
    const sorted = names.sort();
    const more = sorted.length - NAMED_PODS;
    return `Pod ${sorted.slice(0, NAMED_PODS).join(", ")}${more > 0 ? ` and ${more} more` : ""}: ${reason}`;
  });
}
