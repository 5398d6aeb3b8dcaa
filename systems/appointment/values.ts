import type { Labels, Port } from "../../components/types";
import type { Environment } from "../../config/primitives/environment";
import type { ByteQuantity } from "../../config/primitives/quantity";

/** The environments for which SPEC 1.4 gives figures. */
export type AppointmentEnvironment = Exclude<Environment, "preview">;

/** Name of the system: label `app.kubernetes.io/part-of`, which stays when its component is renamed. */
export const system = "appointment";

/** Namespace of the platform (SPEC 1.4.13). */
export const namespaces: Readonly<Record<AppointmentEnvironment, string>> = {
  dev: "appointment-dev",
  staging: "appointment-staging",
  prod: "appointment-prod",
};

/** The six services in the order of SPEC 1.4.1, by the names that the configuration uses. */
export const SERVICES = ["booking", "availability", "patient", "search", "notification", "practitioner"] as const;

/** One of {@link SERVICES}. */
export type ServiceName = (typeof SERVICES)[number];

/** Name of a service's objects (SPEC 1.4.1): Deployment, Service, container, account, autoscaler, budget, policy. */
export function objectName<S extends ServiceName>(service: S): `${S}-service` {
  return `${service}-service`;
}

/** Labels that select every pod of a service, stable and canary (SPEC 1.4.3). */
export function serviceLabels(service: ServiceName): Labels {
  return { "app.kubernetes.io/name": objectName(service) };
}

/** Labels that select the pods of one release (SPEC 1.4.3, C-32). */
export function trackLabels(service: ServiceName, track: "stable" | "canary"): Labels {
  return { ...serviceLabels(service), track };
}

/** Where a service may go outside of the cluster, and on which ports (G-11); RDS speaks PostgreSQL. */
export const destinations = {
  rds: { cidrsKey: "rdsCidrs", ports: [{ name: "postgres", number: 5432 }] },
  /** TLS and IAM listeners. */
  msk: {
    cidrsKey: "mskCidrs",
    ports: [
      { name: "kafka-tls", number: 9094 },
      { name: "kafka-iam", number: 9098 },
    ],
  },
  openSearch: { cidrsKey: "openSearchCidrs", ports: [{ name: "https", number: 443 }] },
} as const satisfies Readonly<Record<string, { readonly cidrsKey: string; readonly ports: readonly Port[] }>>;

/** One of {@link destinations}. */
export type DestinationName = keyof typeof destinations;

/** The names of all {@link destinations}. */
export const DESTINATIONS = ["rds", "msk", "openSearch"] as const satisfies readonly DestinationName[];

/** AWS's token service, which a pod with a role asks for credentials (G-11). */
export const stsPort: Port = { name: "https", number: 443 };

/** The port that a service listens on; its number is configuration (G-45). */
export const portName = "http";

/** Writable scratch space (SPEC 1.4.4): volume → mount path and upper size; the sizes are ours. */
export const scratch = {
  tmp: { path: "/tmp", size: "64Mi" },
  cache: { path: "/app/.cache", size: "128Mi" },
} as const satisfies Readonly<Record<string, { readonly path: string; readonly size: ByteQuantity }>>;

/** The node group of the search service (SPEC 1.4.8): label and taint of its nodes. */
export const searchNodes = {
  selector: { workload: "search" },
  toleration: { key: "workload", value: "search", effect: "NoSchedule" },
} as const;

/** Weight of the preferred anti-affinity over zones (SPEC 1.4.8). */
export const zoneAntiAffinityWeight = 100;

/** How long one rollout of a stable release may take. */
export const stableRolloutMinutes = 15;

/** Percent of the requests that a canary gets where the release names none (SPEC 1.4.12). */
export const canaryWeight = 10;

/** Most steps of one release; more would change the split by less than anybody can observe (C-31). */
export const mostCanarySteps = 10;

/** Pods of a canary (C-32). */
export const canaryReplicas = 1;

/** Where a service tells its metrics; never published. */
export const metricsPath = "/metrics";

/** What Prometheus reads and is told (G-48). */
export const monitoring = {
  /** Folder of the mesh's certificates in the container of Prometheus (Istio, Integrations: Prometheus). */
  meshCertificates: "/etc/prom-certs",
  /** The sidecar's own metrics, as in SPEC 1.2.12. */
  sidecar: { port: { name: "http-envoy-prom" }, path: "/stats/prometheus" },
  /** Share of good requests in prod, as in SPEC 1.2.1. */
  objectivePercent: 99.95,
} as const;

/** Id of the entry in policies/exemptions.yaml by which a service has no CPU limit (C-37); its canary adds `-canary`. */
export function noCpuLimit(name: string): string {
  return `${name}-cpu-limit`;
}
