/** When a ReplicationController has its pods: the official provider compares the available with the wanted replicas. */
import { number, ownedBy } from "../fields";
import { podsReasons } from "../pod-reasons";
import type { AwaitState, Readiness, Verdict } from "../types";

function evaluate(state: AwaitState): Verdict {
  const { object } = state;
  const wanted = number(object, "spec", "replicas") ?? 1;
  const available = number(object, "status", "availableReplicas") ?? 0;
  if (available === wanted) return { is: "ready" };
  return {
    is: "waiting",
    status: `Waiting for the ReplicationController's Pods (${available}/${wanted} available)`,
    reasons: [
      `${available} of ${wanted} pods are available`,
      ...podsReasons(state.related("Pod").filter((pod) => ownedBy(pod, object))),
    ],
  };
}

export const replicationController: Readiness = {
  timeoutSeconds: 600,
  needs: (object) => [{ kind: { apiVersion: "v1", kind: "Pod" }, keep: (candidate) => ownedBy(candidate, object) }],
  evaluate,
};
