/** When volumes and claims are ready: @pulumi/kubernetes, core/v1; Kubernetes, "Volume binding mode". */
import { text } from "../fields";
import type { AwaitState, Readiness, Verdict } from "../types";

function evaluateVolume({ object }: AwaitState): Verdict {
  const phase = text(object, "status", "phase") ?? "new";
  if (phase === "Available" || phase === "Bound") return { is: "ready" };
  return {
    is: "waiting",
    status: `Waiting for the PersistentVolume to be Available or Bound (${phase})`,
    reasons: [`The PersistentVolume is ${phase}, not Available or Bound`],
  };
}

/** A PersistentVolume is ready when it can be or is claimed. */
export const persistentVolume: Readiness = { timeoutSeconds: 300, needs: () => [], evaluate: evaluateVolume };

function evaluateClaim({ object, related }: AwaitState): Verdict {
  const phase = text(object, "status", "phase") ?? "new";
  if (phase === "Bound") return { is: "ready" };
  const className = text(object, "spec", "storageClassName");
  const storageClass = related("StorageClass").find((candidate) => candidate.metadata.name === className);
  if (phase === "Pending" && text(storageClass, "volumeBindingMode") === "WaitForFirstConsumer") {
    return { is: "ready", note: "The claim is bound when its first pod comes" };
  }
  const missing =
    className !== undefined && className !== "" && storageClass === undefined
      ? [`StorageClass "${className}" does not exist`]
      : className === undefined
        ? ["The claim names no storage class and the cluster has no default one"]
        : [];
  return {
    is: "waiting",
    status: `Waiting for the PersistentVolumeClaim to be bound (${phase})`,
    reasons: [`The PersistentVolumeClaim is ${phase}, not Bound`, ...missing],
  };
}

/** A claim is ready when it is bound, or waits for its first pod because its class says so. */
export const persistentVolumeClaim: Readiness = {
  timeoutSeconds: 300,
  needs: () => [
    { kind: { apiVersion: "storage.k8s.io/v1", kind: "StorageClass" }, clusterScoped: true, keep: () => true },
  ],
  evaluate: evaluateClaim,
};
