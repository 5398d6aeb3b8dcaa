import { sumQuantities, type ByteQuantity, type CpuQuantity } from "../../config/primitives/quantity";
import type { NamespacePeak, PeakPods } from "../common/quota";
import type { LimitedResources } from "../common/resources";
import type { BitvaultValues } from "./resolve";
import { exporterResources } from "./store-values";

/** Servers of NATS (SPEC 1.9). */
const natsServers = 3;

/** G-41: every autoscaler at its maximum, one more pod of each Deployment while an update surges, and the data stores. */
export function bitvaultPeak(values: BitvaultValues): NamespacePeak {
  const { namespace, quota, workloads, inCluster } = values;
  const { bitvaultd, worker, web } = workloads;
  const { postgres, nats } = inCluster;
  const surging = ({ replicas, resources }: typeof bitvaultd): PeakPods => ({ count: replicas.max + 1, resources });
  const pods = [
    surging(bitvaultd),
    surging(worker),
    surging(web),
    // One more while the operator starts an instance or has it join.
    ...(postgres === undefined ? [] : [{ count: postgres.instances + 1, resources: postgres.resources }]),
    ...(nats === undefined
      ? []
      : [
          {
            count: natsServers,
            resources: nats.exporterImage === undefined ? nats.resources : together(nats.resources, exporterResources),
          },
        ]),
  ];
  return { namespace, isBounded: quota, pods };
}

function together(one: LimitedResources, other: LimitedResources): LimitedResources {
  const sum = (kind: "requests" | "limits") => ({
    cpu: sumQuantities(one[kind].cpu, other[kind].cpu) as CpuQuantity,
    memory: sumQuantities(one[kind].memory, other[kind].memory) as ByteQuantity,
  });
  return { requests: sum("requests"), limits: sum("limits") };
}
