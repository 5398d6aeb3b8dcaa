import type { V1ContainerStatus, V1Pod, V1PodCondition } from "@kubernetes/client-node";

import type { Plain } from "./plain";

/** Containers in these states are merely starting. */
const STARTING: ReadonlySet<string> = new Set(["ContainerCreating", "PodInitializing"]);

/** Whether a pod serves, or has done its work. */
export function isPodReady(pod: Plain<V1Pod>): boolean {
  return pod.status?.phase === "Succeeded" || condition(pod, "Ready")?.status === "True";
}

/** Why a pod is not ready, in words for a person; empty for a ready pod. */
export function podReasons(pod: Plain<V1Pod>): readonly string[] {
  if (isPodReady(pod)) return [];
  if (pod.metadata?.deletionTimestamp !== undefined) return ["is being deleted"];
  const scheduled = condition(pod, "PodScheduled");
  if (scheduled?.status === "False") return [`not scheduled: ${sentence(scheduled.reason, scheduled.message)}`];
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  const containers = statuses.flatMap(containerReasons);
  if (containers.length > 0) return containers;
  const ready = condition(pod, "Ready");
  return [ready?.message ?? ready?.reason ?? `is ${pod.status?.phase ?? "unknown"}`];
}

function containerReasons({ name, ready, state, lastState }: Plain<V1ContainerStatus>): readonly string[] {
  const waiting = state?.waiting;
  const terminated = state?.terminated ?? lastState?.terminated;
  if (ready) return [];
  const parts = [
    ...(waiting?.reason === undefined || STARTING.has(waiting.reason)
      ? []
      : [sentence(waiting.reason, waiting.message)]),
    ...(terminated === undefined || terminated.exitCode === 0
      ? []
      : [
          `ended with exit code ${terminated.exitCode} (${sentence(terminated.reason ?? "Error", terminated.message)})`,
        ]),
  ];
  return parts.length === 0 ? [] : [`container ${name}: ${parts.join("; ")}`];
}

function condition(pod: Plain<V1Pod>, type: string): Plain<V1PodCondition> | undefined {
  return pod.status?.conditions?.find((candidate) => candidate.type === type);
}

function sentence(reason = "", message = ""): string {
  return message === "" ? reason : `${reason}: ${message.trim()}`;
}
