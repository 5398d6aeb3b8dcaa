/** When a Job is done: @pulumi/kubernetes, batch/v1.Job; a failed one ends the wait at once. */
import { condition, field, nameOf, number, ownedBy, reasonAndMessage } from "../fields";
import { podsReasons } from "../pod-reasons";
import type { AwaitState, Readiness, Verdict } from "../types";

function evaluate(state: AwaitState): Verdict {
  const { object } = state;
  const pods = podsReasons(state.related("Pod").filter((pod) => ownedBy(pod, object)));
  const failed = condition(object, "Failed");
  if (failed?.status === "True") {
    return { is: "failed", reasons: [reasonAndMessage(failed.reason, failed.message), ...pods] };
  }
  if (field(object, "status", "startTime") === undefined) {
    return {
      is: "waiting",
      status: `Waiting for Job ${nameOf(object)} to start`,
      reasons: ["The Job has not started"],
    };
  }
  if (condition(object, "Complete")?.status === "True") return { is: "ready" };
  const [active, succeeded, lost] = ["active", "succeeded", "failed"].map(
    (name) => number(object, "status", name) ?? 0,
  );
  const counts = `${String(active)} active, ${String(succeeded)} succeeded, ${String(lost)} failed`;
  return {
    is: "waiting",
    status: `Waiting for Job ${nameOf(object)} to succeed (${counts})`,
    reasons: [`The Job has not completed: ${counts}`, ...pods],
  };
}

/** A Job is ready when it is complete. */
export const job: Readiness = {
  timeoutSeconds: 600,
  judgedOnRead: true,
  remembersReasons: true,
  needs: (object) => [{ kind: { apiVersion: "v1", kind: "Pod" }, keep: (candidate) => ownedBy(candidate, object) }],
  evaluate,
};
