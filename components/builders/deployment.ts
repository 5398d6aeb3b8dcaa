import { ArgumentError, wholeNumber } from "../argument-error";
import type { WorkloadIdentity } from "../types";
import { metadata, type Metadata, type ObjectSettings } from "./metadata";
import type { PodTemplate } from "./pod-template";

/** A Deployment as the API takes it. */
export interface DeploymentFields {
  metadata: Metadata;
  spec: {
    replicas: number;
    progressDeadlineSeconds?: number;
    selector: { matchLabels: Record<string, string> };
    strategy: { type: "Recreate" } | { type: "RollingUpdate"; rollingUpdate: { maxSurge: 1; maxUnavailable: 0 } };
    template: PodTemplate;
  };
}

/** What decides how a Deployment is rolled. */
export interface Rollout {
  readonly replicas: number;
  readonly autoscaled: boolean;
  /** A claim that only one node can attach is mounted. */
  readonly hasExclusiveClaim: boolean;
  /** After how long without progress the rollout counts as failed. Default: the API's 10 minutes. */
  readonly minutes?: number | undefined;
}

/**
 * A Deployment: rolling with one pod more and none less, or `Recreate` with one replica on an exclusive claim,
 * because two nodes cannot hold it at the same time.
 * @throws ArgumentError for several or autoscaled replicas on an exclusive claim.
 */
export function deployment(
  identity: WorkloadIdentity,
  settings: Omit<ObjectSettings, "name">,
  rollout: Rollout,
  template: PodTemplate,
): DeploymentFields {
  const replicas = wholeNumber("replicas", rollout.replicas, 1);
  if (rollout.hasExclusiveClaim && (replicas > 1 || rollout.autoscaled)) {
    const given = rollout.autoscaled ? "an autoscaler" : `${replicas}`;
    throw new ArgumentError(
      "replicas",
      `${given} with a ReadWriteOnce claim`,
      "exactly 1 replica without an autoscaler",
      "set replicas to 1 and autoscaled to false, or drop the claim (R-44)",
    );
  }
  return {
    metadata: metadata(identity, { ...settings, name: identity.name }),
    spec: {
      replicas,
      ...(rollout.minutes === undefined ? {} : { progressDeadlineSeconds: 60 * rollout.minutes }),
      selector: { matchLabels: { ...identity.selector } },
      strategy: rollout.hasExclusiveClaim
        ? { type: "Recreate" }
        : { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template,
    },
  };
}
