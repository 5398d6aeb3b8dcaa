/** When a single Pod is ready: @pulumi/kubernetes, core/v1.Pod. */
import { condition, nameOf } from "../fields";
import { isPodReady, podReasons } from "../pod-reasons";
import type { AwaitState, Readiness, Verdict } from "../types";

function evaluate({ object }: AwaitState): Verdict {
  if (isPodReady(object)) return { is: "ready" };
  const stage =
    condition(object, "PodScheduled")?.status !== "True"
      ? "scheduled"
      : condition(object, "Initialized")?.status !== "True"
        ? "initialized"
        : "ready";
  return {
    is: "waiting",
    status: `Waiting for Pod ${nameOf(object)} to be ${stage}`,
    reasons: [`The Pod is not ${stage}`, ...podReasons(object)],
  };
}

/** A Pod is ready when it is scheduled, initialized, and ready or already done. */
export const pod: Readiness = { timeoutSeconds: 600, judgedOnRead: true, needs: () => [], evaluate };
