import type { AppsV1Api } from "@kubernetes/client-node";

import { OperationError } from "../errors";
import { clusterFailure, connect } from "../kubernetes/cluster";
import { managedObjects, type ManagedObject } from "../pulumi/inventory";
import { valueAt } from "../pulumi/values";
import { values } from "../pulumi/configuration";
import type { StackSession } from "../pulumi/stack";
import type { Counted } from "./measure";
import type { Trial } from "./state";

/** Name of the objects of a service's stable release (SPEC 1.4.3). */
export function objectName(service: string): string {
  return `${service}-service`;
}

/** Whose requests are counted, by what the stack has deployed. @throws OperationError `usage` for what it has not */
export async function countedOf(session: StackSession, service: string): Promise<Counted> {
  const name = objectName(service);
  const objects = (await managedObjects(session)).filter(({ system }) => system === "appointment");
  const has = (kind: string, called: string): ManagedObject | undefined =>
    objects.find((object) => object.kind === kind && object.name === called);
  const namespace = has("Deployment", name)?.namespace;
  if (namespace === undefined) {
    throw new OperationError("usage", `Stack ${session.name} has no Deployment ${name}: the service is not deployed.`);
  }
  return { namespace, name, split: has("VirtualService", name) === undefined ? "ingress" : "mesh" };
}

/** The address of the metrics source: as given, else that of the stack file. @throws OperationError `usage` for none */
export async function prometheusOf(session: StackSession, given: string | undefined): Promise<string> {
  const address = given ?? valueAt(await values(session), "bulwark:prometheus");
  if (typeof address === "string" && URL.canParse(address)) return address;
  throw new OperationError(
    "usage",
    typeof address === "string" ? `"${address}" is no address.` : "No metrics source is named.",
    [
      "Name Prometheus, or what answers like it: --prometheus http://localhost:9090",
      `For every time: pulumi config set --stack ${session.name} bulwark:prometheus https://prometheus.example.com`,
    ],
  );
}

/** Pods of the canary that are ready, and how many there shall be. */
export interface CanaryPods {
  readonly ready: number;
  readonly wanted: number;
}

/** Looks at the canary's Deployment; undefined where there is none or it has another image. */
export async function canaryPods(
  apps: AppsV1Api,
  { namespace, name }: Counted,
  { digest }: Pick<Trial, "digest">,
): Promise<CanaryPods | undefined> {
  try {
    const { items } = await apps.listNamespacedDeployment({ namespace, fieldSelector: `metadata.name=${name}-canary` });
    const [canary] = items;
    const containers = canary?.spec?.template.spec?.containers ?? [];
    if (!containers.some(({ image }) => image?.endsWith(digest) === true)) return undefined;
    return { ready: canary?.status?.readyReplicas ?? 0, wanted: canary?.spec?.replicas ?? 1 };
  } catch (error) {
    throw clusterFailure(error, `reading the Deployment ${name}-canary`);
  }
}

/** The client for Deployments of the stack's cluster. @throws OperationError */
export async function appsOf(session: StackSession): Promise<AppsV1Api> {
  const { AppsV1Api: Api } = await import("@kubernetes/client-node");
  return (await connect(session)).makeApiClient(Api);
}

/**
 * Whether the canary is there, with the image that is observed, and ready: requests that reach no pod are counted nowhere.
 * @returns what throws OperationError `failed` when it is not
 */
export function checkOf(apps: AppsV1Api, counted: Counted, trial: Trial): () => Promise<void> {
  return async () => {
    const pods = await canaryPods(apps, counted, trial);
    if (pods === undefined) {
      throw new OperationError(
        "failed",
        `The canary of ${counted.name} is gone, or has another image: somebody ended it.`,
      );
    }
    if (pods.ready < pods.wanted) {
      throw new OperationError(
        "failed",
        `The canary of ${counted.name} is not ready: ${pods.ready} of ${pods.wanted} pods.`,
      );
    }
  };
}
