/** Which kinds are waited for by themselves. Every other kind is ready as soon as the API server has taken it. */
import type { KindRef } from "../../client/types";
import type { Readiness } from "../types";
import { daemonSet } from "./daemon-set";
import { deployment } from "./deployment";
import { ingress } from "./ingress";
import { job } from "./job";
import { pod } from "./pod";
import { replicationController } from "./replication-controller";
import { service } from "./service";
import { resourceQuota, secret } from "./small";
import { statefulSet } from "./stateful-set";
import { persistentVolume, persistentVolumeClaim } from "./volumes";

const RULES: Readonly<Record<string, Readiness>> = {
  "apps/v1/DaemonSet": daemonSet,
  "apps/v1/Deployment": deployment,
  "apps/v1/StatefulSet": statefulSet,
  "batch/v1/Job": job,
  "networking.k8s.io/v1/Ingress": ingress,
  "v1/PersistentVolume": persistentVolume,
  "v1/PersistentVolumeClaim": persistentVolumeClaim,
  "v1/Pod": pod,
  "v1/ReplicationController": replicationController,
  "v1/ResourceQuota": resourceQuota,
  "v1/Secret": secret,
  "v1/Service": service,
};

/**
 * The rule of a kind, or undefined for the kinds the official provider does not wait for either: among them
 * Namespace, ServiceAccount (since Kubernetes 1.24), CustomResourceDefinition, ReplicaSet and custom resources.
 */
export function readinessOf(kind: KindRef): Readiness | undefined {
  return RULES[`${kind.apiVersion}/${kind.kind}`];
}
