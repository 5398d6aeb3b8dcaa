/** Objects as a real API server returns them, reduced to what the waits read. */
import type { KubeObject } from "../../../../../lab/plugins/kubernetes/client/types";
import type { AwaitState } from "../../../../../lab/plugins/kubernetes/await/types";

type Json = Record<string, unknown>;

/** An object of the namespace "shop" whose UID is its kind and name. */
export function make(apiVersion: string, kind: string, name: string, rest: Json = {}, metadata: Json = {}): KubeObject {
  return { apiVersion, kind, metadata: { name, namespace: "shop", uid: `${kind}-${name}`, ...metadata }, ...rest };
}

/** `metadata` that makes an object the child of `owner`. */
export function childOf(owner: KubeObject, more: Json = {}): Json {
  return { ownerReferences: [{ uid: owner.metadata.uid, name: owner.metadata.name, kind: owner.kind }], ...more };
}

export function condition(type: string, status: string, reason = "", message = ""): Json {
  return { type, status, reason, message };
}

const STARTED = [condition("PodScheduled", "True"), condition("Initialized", "True")];
const LABELS = { app: "cart" };

export function podOf(owner: KubeObject, name: string, status: Json): KubeObject {
  return make("v1", "Pod", name, { status }, childOf(owner, { labels: LABELS }));
}

export const readyPod: Json = { phase: "Running", conditions: [...STARTED, condition("Ready", "True")] };

/** A pod whose container "app" is not ready and says why by its states. */
export function brokenPod(container: Json): Json {
  const unready = condition("Ready", "False", "ContainersNotReady", "containers with unready status: [app]");
  return {
    phase: "Pending",
    conditions: [...STARTED, unready],
    containerStatuses: [{ name: "app", ready: false, ...container }],
  };
}

export const PULL_MESSAGE = 'Back-off pulling image "registry.example.com/cart:none"';

export const unpullablePod = brokenPod({ state: { waiting: { reason: "ImagePullBackOff", message: PULL_MESSAGE } } });

export const NO_NODE = "0/3 nodes are available: 3 Insufficient cpu.";

export const unschedulablePod: Json = {
  phase: "Pending",
  conditions: [condition("PodScheduled", "False", "Unschedulable", NO_NODE)],
};

/** A Deployment of two replicas in a generation and revision. */
export function deployment(options: {
  generation?: number;
  observed?: number;
  revision?: string;
  conditions?: Json[];
  claim?: string;
}): KubeObject {
  const { generation = 1, observed, revision, conditions, claim } = options;
  const volumes = claim === undefined ? [] : [{ name: "data", persistentVolumeClaim: { claimName: claim } }];
  return make(
    "apps/v1",
    "Deployment",
    "cart",
    {
      spec: { replicas: 2, selector: { matchLabels: LABELS }, template: { spec: { volumes } } },
      status: {
        ...(observed === undefined ? {} : { observedGeneration: observed }),
        ...(conditions === undefined ? {} : { conditions }),
      },
    },
    {
      generation,
      ...(revision === undefined ? {} : { annotations: { "deployment.kubernetes.io/revision": revision } }),
    },
  );
}

export function replicaSet(
  revision: string,
  ready: number,
  options: { replicas?: number; desired?: string } = {},
): KubeObject {
  const { replicas = 2, desired = "2" } = options;
  return make(
    "apps/v1",
    "ReplicaSet",
    `cart-${revision}`,
    { spec: { replicas }, status: ready === 0 ? {} : { readyReplicas: ready } },
    childOf(deployment({}), {
      annotations: {
        "deployment.kubernetes.io/revision": revision,
        "deployment.kubernetes.io/desired-replicas": desired,
      },
    }),
  );
}

export const AVAILABLE = condition(
  "Available",
  "True",
  "MinimumReplicasAvailable",
  "Deployment has minimum availability.",
);
export const ROLLED_OUT = condition("Progressing", "True", "NewReplicaSetAvailable", "");
export const ROLLING = condition("Progressing", "True", "ReplicaSetUpdated", "");

export function endpointSlice(service: string, ready: (boolean | "terminating")[]): KubeObject {
  const endpoints = ready.map((state) => ({
    addresses: ["192.0.2.7"],
    conditions: state === "terminating" ? { ready: false, terminating: true } : { ready: state },
  }));
  return make(
    "discovery.k8s.io/v1",
    "EndpointSlice",
    `${service}-x`,
    { endpoints },
    { labels: { "kubernetes.io/service-name": service } },
  );
}

/** The state a rule judges, with every related object given; by default everything has settled. */
export function stateOf(
  object: KubeObject,
  related: readonly KubeObject[] = [],
  times: { unchanged?: number; elapsed?: number } = {},
): AwaitState {
  return {
    object,
    related: (kind) => related.filter((candidate) => candidate.kind === kind),
    unchangedFor: (kind) =>
      related.some((candidate) => candidate.kind === kind) ? (times.unchanged ?? 1e6) : undefined,
    elapsed: times.elapsed ?? 1e6,
    pace: { settle: 1_000, grace: 60_000, retry: 1 },
  };
}
