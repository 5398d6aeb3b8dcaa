import { flag, group } from "./fields";

/**
 * What operators bring to a cluster beyond Kubernetes itself (G-57), and what a stack goes without where one is missing.
 * Leaving a capability out leaves its objects out; it never opens a NetworkPolicy.
 */
const capabilities = {
  mesh: {
    brings: "Istio with its CNI plugin",
    without:
      "no Gateway, VirtualService, PeerAuthentication or AuthorizationPolicy, no sidecar, and nothing of what they serve is reached from outside",
  },
  prometheus: {
    brings: "Prometheus Operator",
    without: "no ServiceMonitor, PodMonitor or PrometheusRule: nothing is measured and no alert is raised",
  },
  velero: { brings: "Velero", without: "no backup is taken" },
  keda: { brings: "KEDA", without: "workloads that scale on a queue keep their smallest number of replicas" },
  certManager: {
    brings: "cert-manager",
    without: "certificates come from Secrets that the stack is given",
  },
  externalSecrets: {
    brings: "External Secrets Operator",
    without: "every secret is generated or comes from the stack's configuration",
  },
} as const;

/** What an operator brings to a cluster. */
export type Capability = keyof typeof capabilities;

/** All capabilities, in the order of G-57. */
export const CAPABILITIES = Object.keys(capabilities) as readonly Capability[];

/** Per capability whether the stack uses it. */
export type Capabilities = Readonly<Record<Capability, boolean>>;

type Flags = { [C in Capability]: ReturnType<typeof flag> };

/** The group `bulwark:capabilities`. */
export function capabilityKeys(): ReturnType<typeof group<Flags>> {
  const flags = Object.fromEntries(
    Object.entries(capabilities).map(([name, { brings, without }]) => [
      name,
      flag(`Whether the cluster has ${brings}. Default: true. Without it: ${without}.`, false),
    ]),
  ) as Flags;
  return group("What the cluster's operators offer to the stack (G-57).", flags);
}

/** Everything is there unless the stack says otherwise. */
export function resolveCapabilities(given: Readonly<Partial<Record<Capability, boolean | undefined>>>): Capabilities {
  return Object.fromEntries(CAPABILITIES.map((name) => [name, given[name] ?? true])) as Record<Capability, boolean>;
}
