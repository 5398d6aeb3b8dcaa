import type { NamespacePeak, PeakPods } from "../common/quota";
import type { HealthcareValues } from "./resolve";

/**
 * G-41: the app's most replicas and one more while an update surges, its migration, and the database: one pod, or the
 * instances of a cluster and the operator's job that makes the next one.
 */
export function healthcarePeak(values: HealthcareValues): NamespacePeak {
  const { namespace, quota, replicas, resources, migration, database } = values;
  const isInMesh = values.entrance !== undefined;
  const { cluster } = database;
  const app: PeakPods = { count: (replicas.autoscaler?.max ?? replicas.replicas) + 1, resources, hasSidecar: isInMesh };
  const server: PeakPods =
    cluster === undefined
      ? { count: 1, resources: database.resources, hasSidecar: isInMesh }
      : { count: cluster.instances + 1, resources: database.resources };
  return {
    namespace,
    isBounded: quota,
    pods: [
      app,
      server,
      ...(migration === undefined
        ? []
        : [{ count: 1, resources: migration.resources, hasSidecar: isInMesh && cluster === undefined }]),
    ],
  };
}
