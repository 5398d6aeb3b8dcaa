/** When a StatefulSet has rolled out: @pulumi/kubernetes, apps/v1.StatefulSet. */
import { isObserved, number, ownedBy, text } from "../fields";
import { podsReasons } from "../pod-reasons";
import type { AwaitState, Readiness, Verdict } from "../types";

function evaluate(state: AwaitState): Verdict {
  const { object } = state;
  const generation = object.metadata.generation ?? 0;
  const wanted = number(object, "spec", "replicas") ?? 1;
  const count = (name: string): number => number(object, "status", name) ?? 0;
  const currentRevision = text(object, "status", "currentRevision") ?? "";
  const updateRevision = text(object, "status", "updateRevision") ?? "";
  // With OnDelete a person deletes the pods, so the revision of an update never gets there by itself.
  const byHand = generation > 1 && text(object, "spec", "updateStrategy", "type") === "OnDelete";
  const observed = isObserved(object);
  // A partition leaves the revisions different for good; the official provider waits for them all the same.
  const revisionReady = observed && (byHand || (currentRevision !== "" && currentRevision === updateRevision));
  const replicasReady =
    observed &&
    count("replicas") === wanted &&
    count("readyReplicas") === wanted &&
    (byHand || count("currentReplicas") === wanted);
  if (revisionReady && replicasReady) return { is: "ready" };

  // Ready pods of the old revision are no progress towards the new one.
  const ready = revisionReady ? count("readyReplicas") : Math.min(count("readyReplicas"), count("updatedReplicas"));
  const pods = podsReasons(state.related("Pod").filter((pod) => ownedBy(pod, object)));
  const reasons = [
    ...(replicasReady ? [] : [`${ready} of ${wanted} pods are ready`]),
    ...(revisionReady ? [] : [`The update from revision "${currentRevision}" to "${updateRevision}" is not complete`]),
    ...pods,
  ];
  const status =
    generation <= 1
      ? `[1/2] Waiting for the StatefulSet to create its Pods (${ready}/${wanted} Pods ready)`
      : replicasReady
        ? "[2/3] Waiting for the StatefulSet to move its current revision"
        : `[1/3] Waiting for the StatefulSet's update to roll out (${ready}/${wanted} Pods ready)`;
  return { is: "waiting", status, reasons };
}

/** A StatefulSet is ready when all replicas are ready and, unless updated by hand, of the newest revision. */
export const statefulSet: Readiness = {
  timeoutSeconds: 600,
  judgedOnRead: true,
  needs: (object) => [{ kind: { apiVersion: "v1", kind: "Pod" }, keep: (candidate) => ownedBy(candidate, object) }],
  evaluate,
};
