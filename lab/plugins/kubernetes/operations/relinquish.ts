/** Giving up fields: Kubernetes, "Server-Side Apply", section "Transferring ownership". */
import type { KubeClient } from "../client/client";
import type { KubeObject, ObjectRef } from "../client/types";

/** Lets `fieldManager` own nothing of the object any more; fields that nobody else owns go or return to defaults. */
export async function relinquish(
  client: KubeClient,
  ref: ObjectRef,
  fieldManager: string,
  signal: AbortSignal,
): Promise<void> {
  // Applying to an object that is gone would create it.
  if ((await client.get(ref, signal)) === undefined) return;
  const { apiVersion, kind, name, namespace } = ref;
  const minimal: KubeObject = {
    apiVersion,
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  };
  await client.apply(minimal, { fieldManager, dryRun: false, force: false }, signal);
}
