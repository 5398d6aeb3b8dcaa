import { setTimeout as delay } from "node:timers/promises";

import type { CustomObjectsApi } from "@kubernetes/client-node";

import type { Context } from "../context";
import { OperationError } from "../errors";
import { clusterFailure } from "../kubernetes/cluster";
import type { ManagedObject } from "../pulumi/inventory";

/** How often a certificate is looked at, in milliseconds. */
const POLL_MS = 1_000;

/** A Certificate of cert-manager. */
export interface ManagedCertificate {
  readonly name: string;
  readonly namespace: string;
  readonly secretName: string;
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
  readonly observedGeneration?: number;
}

interface Certificate {
  readonly metadata: { readonly generation?: number; readonly resourceVersion?: string };
  readonly status?: { readonly revision?: number; readonly conditions?: readonly Condition[] };
}

/** The Certificates that a system has made, by the stack's state. */
export function certificatesOf(objects: readonly ManagedObject[], system: string): readonly ManagedCertificate[] {
  return objects
    .filter(
      ({ kind, apiVersion, system: of }) =>
        kind === "Certificate" && apiVersion.startsWith("cert-manager.io/") && of === system,
    )
    .map(({ name, namespace = "", outputs }) => {
      const { secretName = name } = outputs["spec"] as { readonly secretName?: string };
      return { name, namespace, secretName };
    });
}

/** Whether a pod of the system holds the Secret of a certificate in a volume, and must be restarted to read it anew. */
export function isMounted(objects: readonly ManagedObject[], { namespace, secretName }: ManagedCertificate): boolean {
  return objects.some(({ kind, namespace: place, outputs }) => {
    if (place !== namespace || (kind !== "Deployment" && kind !== "StatefulSet")) return false;
    const { template } = outputs["spec"] as {
      readonly template?: { readonly spec?: { readonly volumes?: readonly object[] } };
    };
    return JSON.stringify(template?.spec?.volumes ?? []).includes(`"${secretName}"`);
  });
}

/**
 * Has cert-manager issue a certificate anew, as `cmctl renew` does: by the condition Issuing.
 * @throws OperationError
 */
export async function renew(
  api: CustomObjectsApi,
  { name, namespace }: ManagedCertificate,
  context: Context,
): Promise<void> {
  const at = { group: "cert-manager.io", version: "v1", namespace, plural: "certificates", name };
  const doing = `renewing the Certificate ${namespace}/${name}`;
  const read = async (): Promise<Certificate> => (await api.getNamespacedCustomObject(at)) as Certificate;
  try {
    const before = await read();
    await askFor(api, at, before);
    for (;;) {
      const { status } = await read();
      const issuing = condition(status, "Issuing");
      if (issuing?.reason === "Failed")
        throw new OperationError("failed", `cert-manager did not issue ${namespace}/${name}: ${issuing.message ?? ""}`);
      if (issuing?.status !== "True" && (status?.revision ?? 0) > (before.status?.revision ?? 0)) return;
      await delay(POLL_MS, undefined, { signal: context.signal });
    }
  } catch (error) {
    if (context.ended === undefined) throw clusterFailure(error, doing);
    throw new OperationError(
      context.ended,
      `${namespace}/${name} is not issued yet; cert-manager goes on. No pod was restarted.`,
      [`kubectl describe certificate ${name} --namespace ${namespace}`, "When it is issued, the same command again."],
    );
  }
}

async function askFor(
  api: CustomObjectsApi,
  at: { group: string; version: string; namespace: string; plural: string; name: string },
  { metadata, status }: Certificate,
): Promise<void> {
  if (condition(status, "Issuing")?.status === "True") return;
  const { PatchStrategy, setHeaderOptions } = await import("@kubernetes/client-node");
  const issuing: Condition = {
    type: "Issuing",
    status: "True",
    reason: "ManuallyTriggered",
    message: "Certificate re-issuance manually triggered",
    lastTransitionTime: new Date().toISOString().replace(/\.\d+/u, ""),
    ...(metadata.generation === undefined ? {} : { observedGeneration: metadata.generation }),
  };
  const others = (status?.conditions ?? []).filter(({ type }) => type !== "Issuing");
  const body = {
    metadata: { resourceVersion: metadata.resourceVersion },
    status: { conditions: [...others, issuing] },
  };
  await api.patchNamespacedCustomObjectStatus(
    { ...at, body },
    setHeaderOptions("Content-Type", PatchStrategy.MergePatch),
  );
}

function condition(status: Certificate["status"], type: string): Condition | undefined {
  return status?.conditions?.find((each) => each.type === type);
}
