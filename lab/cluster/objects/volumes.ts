/**
 * Volumes for claims of each storage class. Nothing provisions volumes in the lab, so they exist beforehand; KWOK frees them
 * after use (simulation/cloud.ts). A claim that finds none free stays pending and says so.
 */
import { NODES, ZONES } from "./nodes";
import { STORAGE_CLASSES, type StorageClassArgs } from "./classes";

/** Marks the volumes of the pool: only these are freed, a volume that a person makes with Retain stays as it is. */
export const POOL_LABEL = "lab.bulwark.io/pool";

/** How many volumes there are in each zone or on each node. */
const VOLUMES = { zone: 8, node: 3 } as const;

/** Larger than any claim. */
const SIZE = "16Ti";

/** The StorageClass object. */
export function storageClassObject({
  name,
  binding,
  expandable,
  isDefault,
}: StorageClassArgs): Record<string, unknown> {
  return {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name, annotations: { "storageclass.kubernetes.io/is-default-class": String(isDefault) } },
    provisioner: "kubernetes.io/no-provisioner",
    volumeBindingMode: binding,
    allowVolumeExpansion: expandable,
    reclaimPolicy: "Retain",
  };
}

/** All PersistentVolumes of the pool. */
export function volumeObjects(): Record<string, unknown>[] {
  return STORAGE_CLASSES.flatMap((storageClass) => {
    const { reach } = storageClass;
    const places = reach === "zone" ? ZONES : NODES.map(({ name }) => name);
    const label = reach === "zone" ? "topology.kubernetes.io/zone" : "kubernetes.io/hostname";
    return places.flatMap((place) =>
      Array.from({ length: VOLUMES[reach] }, (_, number) => {
        const name = `${storageClass.name}-${place}-${number + 1}`;
        return volumeObject(name, storageClass.name, { key: label, operator: "In", values: [place] });
      }),
    );
  });
}

function volumeObject(name: string, storageClassName: string, where: Record<string, unknown>): Record<string, unknown> {
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name, labels: { [POOL_LABEL]: "true" } },
    spec: {
      storageClassName,
      capacity: { storage: SIZE },
      // Kubernetes allows ReadWriteOncePod only alone; a claim for it finds no volume here.
      accessModes: ["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany"],
      persistentVolumeReclaimPolicy: "Retain",
      // Nothing is ever mounted.
      hostPath: { path: `/nonexistent/${name}` },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [where] }] } },
    },
  };
}
