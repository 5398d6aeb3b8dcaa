import type { KubernetesObjectApi } from "@kubernetes/client-node";

import { OperationError } from "../errors";
import { clusterFailure } from "../kubernetes/cluster";
import { VELERO, type BackupStorageLocation, type FieldsOwner } from "./objects";

/** The field manager of the change, by which it is known again and taken back. */
export const MANAGER = "bulwark-restore";

/** A merge patch, as the API server wants it named. */
const MERGE = "application/merge-patch+json";
/** Velero writes its status into the same object every minute. */
const TRIES = 5;

/** A storage location that is read-only for as long as a restore takes. */
export interface ReadOnlyStorage {
  /** Makes it as it was, also in the eyes of Pulumi: nobody but who owned the field owns it then. */
  readonly putBack: () => Promise<void>;
}

/**
 * Makes a storage location read-only, so that no backup is made, and none deleted, while one is restored (SPEC W-23, 2).
 * One that is read-only by somebody else's wish is left alone. What a killed restore has left is taken for its own.
 *
 * @throws OperationError `usage` for a location that is not there
 */
export async function makeReadOnly(
  api: KubernetesObjectApi,
  namespace: string,
  name: string,
): Promise<ReadOnlyStorage> {
  const header = { apiVersion: VELERO, kind: "BackupStorageLocation", metadata: { name, namespace } };
  const doing = `changing the BackupStorageLocation ${name}`;
  const patch = (change: object): Promise<unknown> =>
    api.patch({ ...header, ...change }, undefined, undefined, MANAGER, undefined, MERGE);
  const read = (): Promise<BackupStorageLocation> => api.read<BackupStorageLocation>(header);

  const before = await read().catch((error: unknown) => {
    throw isMissing(error)
      ? new OperationError("usage", `The storage location ${namespace}/${name} of the backup is not there.`)
      : clusterFailure(error, doing);
  });
  const { accessMode } = before.spec ?? {};
  const fields = before.metadata?.managedFields ?? [];
  const isOurs = fields.some((entry) => entry.manager === MANAGER && hasAccessMode(entry));
  if (accessMode === "ReadOnly" && !isOurs) return { putBack: () => Promise.resolve() };
  const former = isOurs ? "ReadWrite" : (accessMode ?? null);
  try {
    await patch({ spec: { accessMode: "ReadOnly" } });
  } catch (error) {
    throw clusterFailure(error, doing);
  }
  const putBack = async (): Promise<void> => {
    await patch({ spec: { accessMode: former } });
    for (let tries = 1; ; tries++) {
      const { metadata } = await read();
      const managedFields = handBack(fields, metadata?.managedFields ?? []);
      try {
        const { name: called, namespace: place } = header.metadata;
        const resourceVersion = metadata?.resourceVersion;
        await patch({ metadata: { name: called, namespace: place, resourceVersion, managedFields } });
        return;
      } catch (error) {
        if (tries === TRIES || (error as { code?: unknown }).code !== 409) throw error;
      }
    }
  };
  return {
    putBack: () =>
      putBack().catch((error: unknown) => {
        const told = clusterFailure(error, doing);
        throw new OperationError(
          "failed",
          `The storage location ${name} is still read-only, so no backup is made: ${told instanceof Error ? told.message : String(told)}`,
          [
            `kubectl patch backupstoragelocation ${name} --namespace ${namespace} --type merge --patch '{"spec":{"accessMode":"ReadWrite"}}'`,
          ],
        );
      }),
  };
}

/**
 * Who owns which fields, once the change is taken back: who owned the access mode before owns it again, and the change has
 * no owner any more. Otherwise Pulumi's next change of the field would meet a conflict (Kubernetes, Server-Side Apply).
 *
 * @param before the entries before the change
 * @param now those after it was taken back
 */
export function handBack(before: readonly FieldsOwner[], now: readonly FieldsOwner[]): readonly FieldsOwner[] {
  const others = now.filter(({ manager }) => manager !== MANAGER);
  const owners = before.filter((entry) => entry.manager !== MANAGER && hasAccessMode(entry));
  return [
    ...others.map((entry) => (owners.some((owner) => isSame(owner, entry)) ? withAccessMode(entry) : entry)),
    ...owners.filter((owner) => !others.some((entry) => isSame(owner, entry))),
  ];
}

interface Fields {
  readonly "f:spec"?: Readonly<Record<string, unknown>>;
}

function hasAccessMode({ fieldsV1 }: FieldsOwner): boolean {
  return (fieldsV1 as Fields | undefined)?.["f:spec"]?.["f:accessMode"] !== undefined;
}

function withAccessMode(entry: FieldsOwner): FieldsOwner {
  const fields = (entry.fieldsV1 ?? {}) as Fields;
  return { ...entry, fieldsV1: { ...fields, "f:spec": { ...fields["f:spec"], "f:accessMode": {} } } };
}

function isSame(a: FieldsOwner, b: FieldsOwner): boolean {
  return a.manager === b.manager && a.operation === b.operation && a.subresource === b.subresource;
}

function isMissing(error: unknown): boolean {
  return (error as { code?: unknown }).code === 404;
}
