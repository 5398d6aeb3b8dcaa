/** The annotation `pulumi.com/skipAwait`: @pulumi/kubernetes, "Await customization". */
import type { KindRef } from "../client/types";

const SKIP_ANNOTATION = "pulumi.com/skipAwait";

/** Kinds whose deletion is not waited for either when skipAwait is set; all other deletions are. */
const SKIP_DELETION = new Set([
  "apps/v1/DaemonSet",
  "apps/v1/Deployment",
  "apps/v1/StatefulSet",
  "batch/v1/Job",
  "v1/Namespace",
  "v1/Pod",
  "v1/ReplicationController",
]);

/** True if the annotation is exactly "true". */
export function skipsReadiness(annotations: Readonly<Record<string, string>> | undefined): boolean {
  return annotations?.[SKIP_ANNOTATION] === "true";
}

/** True if the annotation is "true" on a kind for which the official provider applies it to deletions. */
export function skipsDeletion(kind: KindRef, annotations: Readonly<Record<string, string>> | undefined): boolean {
  return skipsReadiness(annotations) && SKIP_DELETION.has(`${kind.apiVersion}/${kind.kind}`);
}
