import type { V1Deployment, V1StatefulSet } from "@kubernetes/client-node";

import type { Plain } from "./plain";

/** How far a roll-out is. */
export interface Rollout {
  readonly isDone: boolean;
  /** `3/3 ready`, or what it waits for. */
  readonly text: string;
}

/** State of a Deployment's roll-out, by the rules of `kubectl rollout status`. */
export function deploymentRollout({ metadata, spec, status }: Plain<V1Deployment>): Rollout {
  const wanted = spec?.replicas ?? 1;
  const updated = status?.updatedReplicas ?? 0;
  const replicas = status?.replicas ?? 0;
  const available = status?.availableReplicas ?? 0;
  if (isUnseen(metadata?.generation, status?.observedGeneration)) return waiting("the controller has not seen it yet");
  const progressing = status?.conditions?.find(({ type }) => type === "Progressing");
  if (progressing?.reason === "ProgressDeadlineExceeded") {
    return waiting(`${available}/${wanted} available, no progress: ${progressing.message ?? ""}`);
  }
  if (updated < wanted) return waiting(`${updated}/${wanted} pods are of the new version`);
  if (replicas > updated) return waiting(`${replicas - updated} pods of the former version are still there`);
  if (available < updated) return waiting(`${available}/${wanted} available`);
  return { isDone: true, text: `${available}/${wanted} ready` };
}

/** State of a StatefulSet's roll-out. */
export function statefulSetRollout({ metadata, spec, status }: Plain<V1StatefulSet>): Rollout {
  const wanted = spec?.replicas ?? 1;
  const { readyReplicas: ready = 0, updatedReplicas: updated = 0, updateRevision, currentRevision } = status ?? {};
  if (isUnseen(metadata?.generation, status?.observedGeneration)) return waiting("the controller has not seen it yet");
  if (ready < wanted) return waiting(`${ready}/${wanted} ready`);
  if (updateRevision !== currentRevision && updated < wanted) {
    return waiting(`${updated}/${wanted} pods are of the new version`);
  }
  return { isDone: true, text: `${ready}/${wanted} ready` };
}

function isUnseen(generation = 0, observed = 0): boolean {
  return observed < generation;
}

function waiting(text: string): Rollout {
  return { isDone: false, text };
}
