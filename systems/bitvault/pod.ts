import type { PodSettings, Volume } from "../../components/builders/pod-settings";
import type { Port } from "../../components/types";
import type { BitvaultValues } from "./resolve";
import { nats, postgres } from "./store-values";
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
  const files = mountedFiles(workload, values);
  return {
    user: users[workload],
    container: {
      name: names[workload],
      image,
      ports: [...servingPorts[workload], health],
      probes: probes(workload, health),
      resources,
      mounts: Object.fromEntries(files.map(({ volume, folder }) => [volume, { path: folder }])),
    },
    volumes: Object.fromEntries(files.map(({ volume, from }) => [volume, from])),
    drain,
    scheduling: {
      ...(values.zoneSpread ? { spread: zoneSpread } : {}),
      ...(priorityClassName === undefined ? {} : { priorityClassName }),
    },
    imagePullSecrets: values.imagePullSecrets,
    ...(restartedAt === undefined ? {} : { restartedAt }),
  };
}

interface MountedFiles {
  readonly volume: string;
  readonly folder: string;
  readonly from: Volume;
}

/** Its own certificate, and the authorities of the data stores in the namespace, without their keys. */
function mountedFiles(workload: WorkloadKey, { mtls, inCluster, stores }: BitvaultValues): readonly MountedFiles[] {
  const { volume, folder, secret } = certificates;
  const authority = (store: typeof postgres | typeof nats, name: string): MountedFiles => ({
    volume: store.volume,
    folder: store.folder,
    from: { secret: name, keys: ["ca.crt"] },
  });
  const reachesStores = workload !== "web";
  return [
    ...(mtls === "certManager" ? [{ volume, folder, from: { secret: secret[workload] } }] : []),
    ...(reachesStores && inCluster.postgres !== undefined ? [authority(postgres, postgres.authority)] : []),
    ...(reachesStores && inCluster.nats !== undefined && stores.nats.tls ? [authority(nats, nats.certificate)] : []),
  ];
}
