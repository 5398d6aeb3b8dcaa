import type { PodSettings } from "../../components/builders/pod-settings";
import type { Port } from "../../components/types";
import type { BitvaultValues } from "./resolve";
import { certificates, names, ports, probes, users, zoneSpread, type PerWorkload, type WorkloadKey } from "./values";

/** Ports on which a workload serves, each of which its Service has too; the worker serves nobody (SPEC 1.5.3). */
export const servingPorts: PerWorkload<readonly Port[]> = {
  bitvaultd: [ports.http, ports.grpc],
  worker: [],
  web: [ports.web],
};

/** The pods of a workload (SPEC 1.5.6 to 1.5.9). */
export function podSettings(workload: WorkloadKey, values: BitvaultValues): PodSettings {
  const { health, priorityClassName, restartedAt } = values;
  const { image, resources, drain } = values.workloads[workload];
  return {
    user: users[workload],
    container: {
      name: names[workload],
      image,
      ports: [...servingPorts[workload], health],
      probes: probes(workload, health),
      resources,
      ...(values.mtls === "certManager" ? { mounts: { [certificates.volume]: { path: certificates.folder } } } : {}),
    },
    ...(values.mtls === "certManager"
      ? { volumes: { [certificates.volume]: { secret: certificates.secret[workload] } } }
      : {}),
    drain,
    scheduling: {
      ...(values.zoneSpread ? { spread: zoneSpread } : {}),
      ...(priorityClassName === undefined ? {} : { priorityClassName }),
    },
    imagePullSecrets: values.imagePullSecrets,
    ...(restartedAt === undefined ? {} : { restartedAt }),
  };
}
