/** When a Deployment has rolled out: @pulumi/kubernetes, apps/v1.Deployment; Kubernetes, "Deployment status". */
import type { KubeObject } from "../../client/types";
import { condition, field, isObserved, list, number, ownedBy, reasonAndMessage, text } from "../fields";
import { podsReasons } from "../pod-reasons";
import { selects } from "../selector";
import type { AwaitState, Readiness, Verdict } from "../types";

const REVISION = "deployment.kubernetes.io/revision";
const DESIRED_REPLICAS = "deployment.kubernetes.io/desired-replicas";

/** Names of the claims that the pod template mounts. */
function claimNames(deployment: KubeObject): string[] {
  return list(deployment, "spec", "template", "spec", "volumes")
    .map((volume) => text(volume, "persistentVolumeClaim", "claimName"))
    .filter((name) => name !== undefined);
}

/** The ReplicaSet of the Deployment's current revision. */
function currentReplicaSet({ object, related }: AwaitState): KubeObject | undefined {
  const revision = object.metadata.annotations?.[REVISION];
  if (revision === undefined || revision === "") return undefined;
  return related("ReplicaSet").find(
    (candidate) => ownedBy(candidate, object) && candidate.metadata.annotations?.[REVISION] === revision,
  );
}

/** True if the ReplicaSet was seen in a state from before the Deployment was last scaled. */
function isBehind(replicaSet: KubeObject, deployment: KubeObject): boolean {
  const desired = replicaSet.metadata.annotations?.[DESIRED_REPLICAS];
  return desired !== undefined && Number(desired) !== number(deployment, "spec", "replicas");
}

function unboundClaims(state: AwaitState): KubeObject[] {
  return state.related("PersistentVolumeClaim").filter((claim) => text(claim, "status", "phase") !== "Bound");
}

function reasonsOf(state: AwaitState, replicaSet: KubeObject | undefined): string[] {
  const troubled = (["Progressing", "Available", "ReplicaFailure"] as const).flatMap((type) => {
    const found = condition(state.object, type);
    // ReplicaFailure, unlike the others, is the trouble when it is true.
    const isTrouble = found !== undefined && (found.status === "True") === (type === "ReplicaFailure");
    return isTrouble ? [reasonAndMessage(found.reason, found.message)] : [];
  });
  const claims = unboundClaims(state).map(
    (claim) =>
      `PersistentVolumeClaim ${claim.metadata.name ?? ""} is ${text(claim, "status", "phase") ?? "new"}, not Bound`,
  );
  const pods =
    replicaSet === undefined ? [] : podsReasons(state.related("Pod").filter((pod) => ownedBy(pod, replicaSet)));
  return [...troubled, ...claims, ...pods];
}

function evaluate(state: AwaitState): Verdict {
  const { object } = state;
  if (!isObserved(object)) {
    return {
      is: "waiting",
      status: "[1/2] Waiting for the Deployment controller to take up the change",
      reasons: ["The Deployment controller has not acted on the current generation"],
    };
  }
  const replicaSet = currentReplicaSet(state);
  const wanted = number(replicaSet, "spec", "replicas") ?? 1;
  const ready = number(replicaSet, "status", "readyReplicas") ?? 0;
  const podsReady = replicaSet !== undefined && ready >= wanted && !isBehind(replicaSet, object);
  const available = condition(object, "Available")?.status === "True";
  const progressing = condition(object, "Progressing");
  // The first revision is created, not rolled out: there is no roll-out whose end could be reported.
  const rolledOut =
    object.metadata.annotations?.[REVISION] === "1" ||
    (progressing?.status === "True" && progressing.reason === "NewReplicaSetAvailable");
  const claimsBound = unboundClaims(state).length === 0;

  if (podsReady && available && rolledOut && claimsBound) {
    const note = field(replicaSet, "spec", "replicas") === 0 ? "The Deployment is scaled to 0 replicas" : undefined;
    return note === undefined ? { is: "ready" } : { is: "ready", note };
  }
  const summary = podsReady ? "The new ReplicaSet is not available yet" : `${ready} of ${wanted} new pods are ready`;
  return {
    is: "waiting",
    status: podsReady
      ? "[2/2] Waiting for the Deployment to report its roll-out as available"
      : `[1/2] Waiting for the app's ReplicaSet to be available (${ready}/${wanted} Pods available)`,
    reasons: [summary, ...reasonsOf(state, replicaSet)],
  };
}

/** A Deployment is ready when its current revision's ReplicaSet has all pods ready and it says so in its conditions. */
export const deployment: Readiness = {
  timeoutSeconds: 600,
  judgedOnRead: true,
  needs: (object) => {
    const claims = new Set(claimNames(object));
    return [
      { kind: { apiVersion: "apps/v1", kind: "ReplicaSet" }, keep: (candidate) => ownedBy(candidate, object) },
      { kind: { apiVersion: "v1", kind: "Pod" }, keep: (candidate) => selects(object, candidate) },
      ...(claims.size === 0
        ? []
        : [
            {
              kind: { apiVersion: "v1", kind: "PersistentVolumeClaim" },
              keep: (candidate: KubeObject) => claims.has(candidate.metadata.name ?? ""),
            },
          ]),
    ];
  },
  evaluate,
};
