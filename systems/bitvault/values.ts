import type { Metric } from "../../components/builders/horizontal-autoscaler";
import type { Drain, PodUser, Probes, Scheduling } from "../../components/builders/pod-settings";
import type { Port } from "../../components/types";
import type { Environment } from "../../config/primitives/environment";
import type { LimitedResources } from "../common/resources";

/** The workloads of SPEC 1.5.1, as the configuration calls them. */
export const WORKLOADS = ["bitvaultd", "worker", "web"] as const;

/** A workload of the system. */
export type WorkloadKey = (typeof WORKLOADS)[number];

/** Something per workload. */
export type PerWorkload<T> = Readonly<Record<WorkloadKey, T>>;

/** Of all objects: value of `app.kubernetes.io/part-of`. */
export const system = "bitvault";

/** How far the product is taken apart into services (SPEC 1.5.5). */
export const PHASES = ["P1", "P2", "P3", "P4"] as const;

/** SPEC 1.5.5. */
export const defaultPhase: (typeof PHASES)[number] = "P3";

/** How workloads prove to each other who they are: by the mesh in ambient mode, or by certificates of their own. */
export const MTLS = ["mesh", "certManager"] as const;

/** One of {@link MTLS}. */
export type Mtls = (typeof MTLS)[number];

/** What puts the pods of a namespace into the mesh of the nodes, without an init container (R-28, C-49). */
export const ambientLabels = { "istio.io/dataplane-mode": "ambient" } as const;

/** What keeps pods of such a namespace out of the mesh. */
export const ambientOptOut = { "istio.io/dataplane-mode": "none" } as const;

/** The same for every workload. */
export function perWorkload<T>(make: (workload: WorkloadKey) => T): PerWorkload<T> {
  return { bitvaultd: make("bitvaultd"), worker: make("worker"), web: make("web") };
}

/** Every object of a workload has its name (SPEC 1.5.3). */
export const names = {
  bitvaultd: "bitvaultd",
  worker: "bitvault-worker",
  web: "bitvault-web",
} as const satisfies PerWorkload<string>;

/** Bounds of an autoscaler. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** What differs between the environments (SPEC 0.4, 1.5.9, 1.9). */
export interface BitvaultFigures {
  readonly replicas: PerWorkload<Range>;
  /** Spread over zones, maxSkew 1, ScheduleAnyway (G-38). */
  readonly zoneSpread: boolean;
  /** Whether the namespace has a ResourceQuota unless the stack says otherwise (G-41). */
  readonly quota: boolean;
}

const small: BitvaultFigures = {
  replicas: {
    bitvaultd: { min: 2, max: 3 },
    worker: { min: 1, max: 2 },
    web: { min: 2, max: 3 },
  },
  zoneSpread: false,
  quota: false,
};

/** The autoscaling rows of SPEC 1.5.9. */
export const figures: Readonly<Record<Environment, BitvaultFigures>> = {
  // Nobody has reviewed yet what runs there.
  preview: { ...small, quota: true },
  dev: small,
  staging: {
    replicas: {
      bitvaultd: { min: 2, max: 4 },
      worker: { min: 1, max: 5 },
      web: { min: 2, max: 4 },
    },
    zoneSpread: false,
    quota: false,
  },
  prod: {
    replicas: {
      bitvaultd: { min: 3, max: 10 },
      worker: { min: 2, max: 20 },
      web: { min: 3, max: 10 },
    },
    zoneSpread: true,
    quota: false,
  },
};

/** The certificate authority of the namespace. */
export const authorityName = "bitvault-ca";

/** The Secret with a workload's own certificate, and where it finds the files. */
export const certificates = {
  secret: perWorkload((workload) => `${names[workload]}-tls`),
  volume: "tls",
  folder: "/etc/bitvault/tls",
} as const;

/** SPEC 0.4: of the operators, once per cluster; privileged because they need it (SPEC 1.5.2). */
export const systemNamespace = "bitvault-system";

/** Serving ports (SPEC 1.5.9). */
export const ports = {
  http: { name: "http", number: 8080 },
  grpc: { name: "grpc", number: 9090, appProtocol: "grpc" },
  web: { name: "http", number: 3000 },
} as const satisfies Record<string, Port>;

/** The port of the probes and of the metrics, never a serving one (SPEC 1.5.7, R-56). */
export const healthPort: Port = { name: "health", number: 8081 };

/** Where cloud APIs, an external KMS and Vault listen (SPEC 1.5.4). */
export const externalPorts: readonly Port[] = [
  { name: "https", number: 443 },
  { name: "vault", number: 8200 },
];

/** SPEC 1.5.9. */
export const users: PerWorkload<PodUser> = {
  bitvaultd: { user: 65_532, group: 65_532, fsGroup: 65_532 },
  worker: { user: 65_532, group: 65_532, fsGroup: 65_532 },
  web: { user: 1000, group: 1000, fsGroup: 1000 },
};

/** SPEC 1.5.9: the same in every environment. */
export const resources: PerWorkload<LimitedResources> = {
  bitvaultd: { requests: { cpu: "250m", memory: "256Mi" }, limits: { cpu: "1000m", memory: "512Mi" } },
  worker: { requests: { cpu: "250m", memory: "256Mi" }, limits: { cpu: "1000m", memory: "1Gi" } },
  web: { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "500m", memory: "256Mi" } },
};

/** SPEC 1.5.8: five seconds of hook, then the drain; the web's is shorter, so that it fits its grace (C-42). */
export const drains: PerWorkload<Drain> = {
  bitvaultd: { preStop: { sleepSeconds: 5 }, drainSeconds: 30, graceSeconds: 60 },
  worker: { preStop: { sleepSeconds: 5 }, drainSeconds: 105, graceSeconds: 120 },
  web: { preStop: { sleepSeconds: 5 }, drainSeconds: 20, graceSeconds: 30 },
};

/** Delay of the liveness probe in seconds: bitvaultd migrates at its start (SPEC 1.5.7, C-48); the others' is ours (G-10). */
const livenessDelay: PerWorkload<number> = {
  bitvaultd: 60,
  worker: 15,
  web: 15,
};

/** SPEC 1.5.7, G-08, G-10: readiness at once (C-50); only bitvaultd has a startup probe, for its migrations (C-48). */
export function probes(workload: WorkloadKey, health: Port): Probes {
  const timing = { timeoutSeconds: 3 };
  return {
    liveness: {
      http: health,
      path: "/healthz",
      initialDelaySeconds: livenessDelay[workload],
      periodSeconds: 15,
      ...timing,
      failureThreshold: 3,
    },
    readiness: { http: health, path: "/readyz", periodSeconds: 5, ...timing, failureThreshold: 1 },
    ...(workload === "bitvaultd"
      ? { startup: { http: health, path: "/healthz", periodSeconds: 5, ...timing, failureThreshold: 60 } }
      : {}),
  };
}

/** Of the HorizontalPodAutoscaler of the web (SPEC 1.5.6, 1.5.9, R-37). */
export const webMetrics: readonly Metric[] = [
  { resource: "cpu", utilizationPercent: 70 },
  { resource: "memory", utilizationPercent: 80 },
];

/** Of the HorizontalPodAutoscaler of bitvaultd; an adapter of Prometheus serves the second one (SPEC 1.5.9, G-40). */
export function bitvaultdMetrics(requestsPerSecond: number): readonly Metric[] {
  return [
    { resource: "cpu", utilizationPercent: 70 },
    { podsMetric: "requests_per_second", averageValue: `${requestsPerSecond}` },
  ];
}

/** Requests per second and pod of bitvaultd (SPEC 1.5.9). */
export const requestsPerSecond = 100;

/** Pending messages per worker (SPEC 1.5.9, G-69). */
export const lagThreshold = 100;

/** G-38. */
export const zoneSpread: NonNullable<Scheduling["spread"]> = [
  { over: "zone", maxSkew: 1, whenUnsatisfiable: "ScheduleAnyway" },
];

/**
 * The variables that hold secrets, per workload: the keys of its Secret, and the fields of its entry in Vault (G-47, G-51).
 * The web reaches no data store, so that it knows none of their credentials.
 */
const storeVariables = {
  databaseUrl: "DATABASE_URL",
  redisUrl: "REDIS_URL",
  natsUrl: "NATS_URL",
  objectStorageAccessKey: "OBJECT_STORAGE_ACCESS_KEY",
  objectStorageSecretKey: "OBJECT_STORAGE_SECRET_KEY",
} as const;

/** Secret of the configuration → variable, per workload. */
export const secretVariables = {
  bitvaultd: storeVariables,
  worker: storeVariables,
  web: { sessionSecret: "SESSION_SECRET" },
} as const satisfies PerWorkload<Readonly<Record<string, string>>>;

/** Length of a session secret that the stack makes: 384 bits. */
export const sessionSecretLength = 64;

/** The SecretStore of the namespace, and how often it is asked (G-47). */
export const vault = { storeName: "vault", refreshInterval: "1h" } as const;

/** G-52: an hour after the audit server's; the name of the Schedule, to which the environment is added. */
export const backup = { name: "bitvault-daily", cron: "0 4 * * *", storageLocation: "default" } as const;

/** G-48. */
export const objectivePercent = 99.95;
