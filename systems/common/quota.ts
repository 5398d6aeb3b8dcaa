import type { Amounts } from "../../components/builders/namespace";
import { compareQuantities, sumQuantities } from "../../config/primitives/quantity";
import type { LimitedResources } from "./resources";

/** The pods of one workload while there are most of them. */
export interface PeakPods {
  /** Pods at the same time: the autoscaler's maximum and the surge of an update. */
  readonly count: number;
  /** What the containers of one pod take together. */
  readonly resources: LimitedResources;
  /** The init containers, which run before the others and one after another. Default: none. */
  readonly init?: readonly LimitedResources[];
}

/**
 * Hard limits of a ResourceQuota that lets all workloads of a namespace be at their peak together, and nothing more
 * (G-41). It limits `limits.cpu` and `limits.memory` too, so that every container of the namespace needs both.
 */
export function peakQuota(workloads: readonly [PeakPods, ...PeakPods[]]): Amounts {
  const total = (kind: "requests" | "limits", resource: "cpu" | "memory"): string[] =>
    workloads.flatMap(({ count, resources, init = [] }) =>
      Array.from({ length: count }, () => largest([resources, ...init].map((each) => each[kind][resource]))),
    );
  const sum = (kind: "requests" | "limits", resource: "cpu" | "memory") => {
    const [first = "0", ...rest] = total(kind, resource);
    return sumQuantities(first, ...rest);
  };
  return {
    pods: `${workloads.reduce((pods, { count }) => pods + count, 0)}`,
    "requests.cpu": sum("requests", "cpu"),
    "requests.memory": sum("requests", "memory"),
    "limits.cpu": sum("limits", "cpu"),
    "limits.memory": sum("limits", "memory"),
  };
}

/** The scheduler counts for a pod the largest of its phases (Kubernetes, Init Containers: resource sharing). */
function largest(quantities: readonly string[]): string {
  return quantities.reduce((most, each) => (compareQuantities(each, most) > 0 ? each : most), "0");
}
