/** When a DaemonSet has rolled out: @pulumi/kubernetes, apps/v1.DaemonSet, which follows kstatus. */
import { isObserved, number, ownedBy } from "../fields";
import { podsReasons } from "../pod-reasons";
import type { AwaitState, Readiness, Verdict } from "../types";

/** The counts that must reach the desired number, in the order in which a roll-out passes them. */
const STAGES = [
  ["currentNumberScheduled", "scheduled"],
  ["updatedNumberScheduled", "updated"],
  ["numberAvailable", "available"],
  ["numberReady", "ready"],
] as const;

function evaluate(state: AwaitState): Verdict {
  const { object } = state;
  const desired = number(object, "status", "desiredNumberScheduled");
  if (!isObserved(object) || desired === undefined) {
    return {
      is: "waiting",
      status: "Waiting for the DaemonSet controller to take up the change",
      reasons: ["The DaemonSet controller has not acted on the current generation"],
    };
  }
  const behind = STAGES.find(([counter]) => (number(object, "status", counter) ?? 0) < desired);
  if (behind === undefined) return { is: "ready" };
  const [counter, word] = behind;
  const reached = number(object, "status", counter) ?? 0;
  return {
    is: "waiting",
    status: `Waiting for the DaemonSet's Pods (${reached}/${desired} ${word})`,
    reasons: [
      `${reached} of ${desired} pods are ${word}`,
      ...podsReasons(state.related("Pod").filter((pod) => ownedBy(pod, object))),
    ],
  };
}

/** A DaemonSet is ready when every node that should has an updated, available and ready pod, also with OnDelete. */
export const daemonSet: Readiness = {
  timeoutSeconds: 600,
  judgedOnRead: true,
  needs: (object) => [{ kind: { apiVersion: "v1", kind: "Pod" }, keep: (candidate) => ownedBy(candidate, object) }],
  evaluate,
};
