import type {
  KubernetesObject,
  V1PersistentVolumeClaim,
  V1Pod,
  V1PodDisruptionBudget,
  V2HorizontalPodAutoscaler,
} from "@kubernetes/client-node";

import type { ManagedObject } from "../pulumi/inventory";
import { deploymentRollout, statefulSetRollout } from "./rollout";
import type { Plain } from "./plain";
import { isPodReady, podReasons } from "./pod-reasons";

/** How one object of a system is. */
export interface ObjectStatus {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Whether it is as it should be; what has no state of its own is. */
  readonly isReady: boolean;
  /** In a few words. */
  readonly state: string;
}

/** The kinds that `status` shows, in this order. */
export const SHOWN_KINDS = [
  "Deployment",
  "StatefulSet",
  "Cluster",
  "Pod",
  "Service",
  "HorizontalPodAutoscaler",
  "ScaledObject",
  "PodDisruptionBudget",
  "PersistentVolumeClaim",
] as const;

type Fields = Readonly<Record<string, unknown>>;

/** How an object of the state is, as the cluster has it; undefined: the cluster has none. */
export function objectStatus(
  { kind, namespace = "", name }: Pick<ManagedObject, "kind" | "name" | "namespace">,
  live: Plain<KubernetesObject> | undefined,
): ObjectStatus {
  if (live === undefined) {
    return { kind, namespace, name, isReady: false, state: "is not in the cluster" };
  }
  const [isReady, state] = stateOf(kind, live);
  return { kind, namespace, name, isReady, state };
}

function stateOf(kind: string, live: Plain<KubernetesObject>): readonly [boolean, string] {
  switch (kind) {
    case "Deployment": {
      const { isDone, text } = deploymentRollout(live);
      return [isDone, text];
    }
    case "StatefulSet": {
      const { isDone, text } = statefulSetRollout(live);
      return [isDone, text];
    }
    case "PodDisruptionBudget":
      return budget(live);
    case "PersistentVolumeClaim": {
      const phase = (live as Plain<V1PersistentVolumeClaim>).status?.phase ?? "unknown";
      return [phase === "Bound", phase];
    }
    case "HorizontalPodAutoscaler":
      return [true, autoscaler(live)];
    case "ScaledObject":
      return [true, scaledObject(live)];
    case "Cluster":
      return cluster(live);
    default:
      return [true, ports(live)];
  }
}

function budget({ status }: Plain<V1PodDisruptionBudget>): readonly [boolean, string] {
  const { currentHealthy = 0, desiredHealthy = 0, disruptionsAllowed = 0 }: Partial<Counts> = status ?? {};
  return [
    currentHealthy >= desiredHealthy,
    `${currentHealthy} healthy, ${desiredHealthy} wanted, ${disruptionsAllowed} may go`,
  ];
}

interface Counts {
  readonly currentHealthy: number;
  readonly desiredHealthy: number;
  readonly disruptionsAllowed: number;
}

function autoscaler({ spec, status }: Plain<V2HorizontalPodAutoscaler>): string {
  const idle = status?.conditions?.find(({ type, status: is }) => type === "ScalingActive" && is === "False");
  const replicas = `${status?.currentReplicas ?? 0} of ${spec?.minReplicas ?? 1} to ${spec?.maxReplicas ?? 1}`;
  return idle === undefined ? replicas : `${replicas}; ${idle.reason ?? "idle"}`;
}

function scaledObject(live: Plain<KubernetesObject>): string {
  const { spec, status } = live as { spec?: Fields; status?: { conditions?: readonly Fields[] } };
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  const bounds = `${Number(spec?.["minReplicaCount"] ?? 0)} to ${Number(spec?.["maxReplicaCount"] ?? 100)}`;
  return `${bounds}; ${ready === undefined ? "KEDA has not seen it" : ready["status"] === "True" ? "ready" : String(ready["reason"])}`;
}

function cluster(live: Plain<KubernetesObject>): readonly [boolean, string] {
  const { spec, status } = live as { spec?: Fields; status?: Fields };
  const wanted = Number(spec?.["instances"] ?? 1);
  const ready = Number(status?.["readyInstances"] ?? 0);
  return [ready >= wanted, `${ready}/${wanted} instances ready`];
}

function ports(live: Plain<KubernetesObject>): string {
  const { spec } = live as { spec?: { type?: string; ports?: readonly { port: number; name?: string }[] } };
  return (spec?.ports ?? [])
    .map(({ port, name }) => (name === undefined ? String(port) : `${port} ${name}`))
    .join(", ");
}

/** How a pod is. */
export function podStatus(pod: Plain<V1Pod>): ObjectStatus {
  const namespace = pod.metadata?.namespace ?? "";
  const name = pod.metadata?.name ?? "";
  const reasons = podReasons(pod);
  const restarts = (pod.status?.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + restartCount, 0);
  const state = reasons.length === 0 ? "ready" : reasons.join("; ");
  return {
    kind: "Pod",
    namespace,
    name,
    isReady: isPodReady(pod) || pod.metadata?.deletionTimestamp !== undefined,
    state: restarts === 0 ? state : `${state}; ${restarts} restarts`,
  };
}
