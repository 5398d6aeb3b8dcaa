import { attempt, insist } from "../pulumi/attempt";
import { configure, requireDeployed } from "../pulumi/configuration";
import { managedObjects } from "../pulumi/inventory";
import { connect } from "../kubernetes/cluster";
import { OperationError } from "../errors";
import type { StackSession } from "../pulumi/stack";
import { hasKey } from "../secrets/keys";
import { requireSystem, targetsOf } from "../systems";
import { certificatesOf, isMounted, renew } from "./renew";

/** Seconds for putting an old certificate back. */
const BACK_SECONDS = 900;

/** Deploys another certificate with its key, which was checked; when that fails, the one before is put back. */
export async function rotatePair(
  session: StackSession,
  system: string,
  pair: { readonly certificate: string; readonly key: string },
): Promise<void> {
  const paths = { certificate: `${system}:tlsCertificate`, key: `${system}:tlsKey` };
  await requireDeployed(session, Object.values(paths));
  const change = await configure(session, [
    { path: paths.certificate, value: pair.certificate, secret: true },
    { path: paths.key, value: pair.key, secret: true },
  ]);
  await attempt(session, change, {
    title: `Certificate of ${system}`,
    scope: { targets: targetsOf(requireSystem(system)), message: `rotate the certificate of ${system}` },
    system: requireSystem(system),
    backSeconds: BACK_SECONDS,
  });
}

/** What a renewal has done. */
export interface Renewal {
  /** Certificates that cert-manager has issued anew, as `namespace/name`. */
  readonly renewed: readonly string[];
  /** Whether pods were restarted that read their certificate only once. */
  readonly isRestarted: boolean;
}

/**
 * Has cert-manager issue the certificates of a system anew, and restarts the pods that hold one of them in a volume.
 * @throws OperationError `usage` for a system without such a certificate
 */
export async function renewAll(session: StackSession, system: string, now: Date): Promise<Renewal> {
  const { context, name: stack } = session;
  const restartedAt = `${system}:restartedAt`;
  await requireDeployed(session, [restartedAt]);
  const objects = await managedObjects(session);
  const certificates = certificatesOf(objects, system);
  if (certificates.length === 0) {
    throw new OperationError("usage", `Stack ${stack} has no Certificate of cert-manager for ${system}.`, [
      `bulwark rotate-cert ${stack} ${system} --certificate tls.crt --key tls.key`,
    ]);
  }
  const { CustomObjectsApi } = await import("@kubernetes/client-node");
  const api = (await connect(session)).makeApiClient(CustomObjectsApi);
  const renewed: string[] = [];
  await context.follow(
    certificates.map((certificate) => ({
      title: `Certificate ${certificate.namespace}/${certificate.name}`,
      run: async () => {
        await renew(api, certificate, context);
        renewed.push(`${certificate.namespace}/${certificate.name}`);
      },
    })),
  );
  const mustRestart = certificates.some((certificate) => isMounted(objects, certificate)) && hasKey(restartedAt);
  if (!mustRestart) return { renewed, isRestarted: false };
  const restart = await configure(session, [{ path: restartedAt, value: now.toISOString() }]);
  await insist(session, restart, {
    title: `Restart of ${system}`,
    scope: { targets: targetsOf(requireSystem(system)), message: `restart ${system} for its new certificate` },
  });
  return { renewed, isRestarted: true };
}
