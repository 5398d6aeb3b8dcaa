/** The simulated nodes: two groups as in SPEC 1.4.8, spread over three zones. */

/** A simulated node. */
export interface NodeArgs {
  readonly name: string;
  readonly zone: string;
  readonly group: "general" | "search";
  /** Its place among all nodes, from which its pod addresses follow. */
  readonly index: number;
}

const REGION = "eu-central-1";

/** The zones of the lab. */
export const ZONES = ["a", "b", "c"].map((letter) => `${REGION}${letter}`);

/** Enough for all systems in all environments beside each other. */
const NODES_PER_ZONE = { general: 3, search: 1 } as const;

/** Capacity as Amazon EC2 states it, and what its kubelet leaves for pods (at most 58 pods, by network interfaces). */
const MACHINES = {
  general: {
    instanceType: "m6i.xlarge",
    capacity: { cpu: "4", memory: "16Gi", "ephemeral-storage": "80Gi", pods: "58" },
    allocatable: { cpu: "3920m", memory: "15000Mi", "ephemeral-storage": "71Gi", pods: "58" },
  },
  search: {
    instanceType: "r6i.xlarge",
    capacity: { cpu: "4", memory: "32Gi", "ephemeral-storage": "80Gi", pods: "58" },
    allocatable: { cpu: "3920m", memory: "31000Mi", "ephemeral-storage": "71Gi", pods: "58" },
  },
} as const;

/** All nodes of the lab. */
export const NODES: readonly NodeArgs[] = ZONES.flatMap((zone) =>
  (["general", "search"] as const).flatMap((group) =>
    Array.from({ length: NODES_PER_ZONE[group] }, (_, place) => ({
      name: `${group}-${zone.slice(-1)}${place + 1}`,
      zone,
      group,
    })),
  ),
).map((node, index) => ({ ...node, index }));

/** The Node object, without its status. */
export function nodeObject({ name, zone, group, index }: NodeArgs): Record<string, unknown> {
  const search = group === "search";
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "node.kubernetes.io/instance-type": MACHINES[group].instanceType,
        "topology.kubernetes.io/region": REGION,
        "topology.kubernetes.io/zone": zone,
        "eks.amazonaws.com/nodegroup": group,
        ...(search ? { workload: "search" } : {}),
      },
      // Where metrics-server finds what KWOK measures.
      annotations: { "metrics.k8s.io/resource-metrics-path": `/metrics/nodes/${name}/metrics/resource` },
    },
    spec: {
      podCIDR: `10.244.${index}.0/24`,
      podCIDRs: [`10.244.${index}.0/24`],
      ...(search ? { taints: [{ key: "workload", value: "search", effect: "NoSchedule" }] } : {}),
    },
  };
}

/**
 * The status that the lab gives a node; the conditions are KWOK's.
 * @param kubeletPort where KWOK answers for the kubelets; it changes with the lab's ports
 */
export function nodeStatus({ name, group }: NodeArgs, kubeletPort: number): Record<string, unknown> {
  const { capacity, allocatable } = MACHINES[group];
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name },
    status: {
      capacity,
      allocatable,
      addresses: [
        { type: "InternalIP", address: "127.0.0.1" },
        { type: "Hostname", address: name },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: kubeletPort } },
    },
  };
}
