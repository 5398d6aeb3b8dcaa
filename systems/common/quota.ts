import type { Amounts } from "../../components/builders/namespace";
import type { Resources } from "../../components/builders/pod-settings";
import { flag } from "../../config/fields";
import { InvalidValue } from "../../config/primitives/invalid";
import { compareQuantities, sumQuantities } from "../../config/primitives/quantity";
import { UserError } from "../../config/primitives/user-error";
import type { SidecarResources } from "../../config/sidecar";

/** The pods of one workload while there are most of them. */
export interface PeakPods {
  /** Pods at the same time: the autoscaler's maximum and the surge of an update. */
  readonly count: number;
  /** What the containers of one pod take together; a CPU limit may be missing by exemption (C-37). */
  readonly resources: Resources;
  /** The init containers, which run before the others and one after another. Default: none. */
  readonly init?: readonly Resources[];
  /** Whether the mesh adds its sidecar. Default: false. */
  readonly hasSidecar?: boolean;
}

/** What a system's pods take of a namespace while there are most of them. */
export interface NamespacePeak {
  readonly namespace: string;
  /** Whether the system's configuration asks for a quota of that size; in a shared namespace one that asks is enough. */
  readonly isBounded: boolean;
  readonly pods: readonly PeakPods[];
}

/**
 * The key `quota`.
 * @param what whose pods run in the namespace, such as `of the server`.
 */
export function quotaKey(what: string, byDefault = "false"): ReturnType<typeof flag> {
  return flag(
    `Whether the namespace has a ResourceQuota, just large enough for an update at the autoscaler's maximum (G-41): ${what}. Default: ${byDefault}.`,
    true,
  );
}

/**
 * Hard limits of the ResourceQuota per namespace that is bounded, for the systems in it together.
 * @param sidecar what the mesh gives each of its sidecars, which count like any container.
 * @throws UserError for amounts that no API could add up.
 */
export function namespaceQuotas(
  peaks: readonly NamespacePeak[],
  sidecar: SidecarResources,
): Readonly<Record<string, Amounts>> {
  const bounded = [...new Set(peaks.filter(({ isBounded }) => isBounded).map(({ namespace }) => namespace))];
  return Object.fromEntries(
    bounded.map((name) => {
      const pods = peaks.filter(({ namespace }) => namespace === name).flatMap((peak) => peak.pods);
      try {
        return [name, peakQuota(pods, sidecar)];
      } catch (error) {
        if (!(error instanceof InvalidValue)) throw error;
        throw new UserError(
          `the quota of ${name} is beyond what Kubernetes can count; lower the resources or the replicas`,
        );
      }
    }),
  );
}

/**
 * What all of the pods take together, and nothing more (G-41). It limits `limits.memory`, so that every container of the
 * namespace needs such a limit; and `limits.cpu`, unless a container has none on purpose (C-37).
 */
export function peakQuota(pods: readonly PeakPods[], sidecar: SidecarResources): Amounts {
  const sum = (kind: "requests" | "limits", resource: "cpu" | "memory") => {
    const each = pods.map((workload) => podAmounts(workload, kind, resource, sidecar));
    const [first = "0", ...rest] = pods.flatMap(({ count }, index) =>
      Array.from({ length: count }, () => each[index] ?? []).flat(),
    );
    return sumQuantities(first, ...rest);
  };
  const areCpuLimited = pods.every(({ resources, init = [] }) =>
    [resources, ...init].every(({ limits }) => typeof limits.cpu === "string"),
  );
  return {
    pods: `${pods.reduce((total, { count }) => total + count, 0)}`,
    "requests.cpu": sum("requests", "cpu"),
    "requests.memory": sum("requests", "memory"),
    ...(areCpuLimited ? { "limits.cpu": sum("limits", "cpu") } : {}),
    "limits.memory": sum("limits", "memory"),
  };
}

/** The scheduler counts for a pod the largest of its phases, and its sidecar in each (Kubernetes, Sidecar Containers). */
function podAmounts(
  { resources, init = [], hasSidecar = false }: PeakPods,
  kind: "requests" | "limits",
  resource: "cpu" | "memory",
  sidecar: SidecarResources,
): string[] {
  const phases = [resources, ...init].map((each) => each[kind][resource]);
  const known = phases.filter((each) => typeof each === "string");
  const most = known.reduce<string>((largest, each) => (compareQuantities(each, largest) > 0 ? each : largest), "0");
  return [most, ...(hasSidecar ? [sidecar[kind][resource]] : [])];
}
