import type { Container, PodUser, Scheduling } from "../../components/builders/pod-settings";
import type { Permission } from "../../components/service-identity";
import type { Port } from "../../components/types";
import type { Environment } from "../../config/primitives/environment";
import type { KnownImage } from "../../config/image";
import type { ReplicaFigures } from "../common/replicas";
import type { LimitedResources } from "../common/resources";

/** The environments for which SPEC 1.3 gives figures. */
export type SmedrecEnvironment = Exclude<Environment, "preview">;

/** What differs between the environments (SPEC 1.3.12, 1.9). */
export interface SmedrecFigures {
  readonly namespace: string;
  readonly host: string;
  /** `NODE_ENV`. */
  readonly nodeEnv: string;
  readonly logLevel: string;
  /** `CORS_ORIGIN`; empty: the installation names them. */
  readonly corsOrigins: readonly string[];
  readonly replicas: ReplicaFigures;
  readonly resources: LimitedResources;
  /** Spread over zones, maxSkew 1, ScheduleAnyway (G-38). */
  readonly zoneSpread: boolean;
}

/** SPEC 1.3.7; staging has the same. */
const large: LimitedResources = {
  requests: { cpu: "250m", memory: "256Mi" },
  limits: { cpu: "1000m", memory: "1Gi" },
};

/** The table of SPEC 1.3.12, with the budgets of 1.9 (G-07). */
export const figures: Readonly<Record<SmedrecEnvironment, SmedrecFigures>> = {
  dev: {
    namespace: "smedrec-audit-dev",
    host: "audit.dev.smedrec.com",
    nodeEnv: "development",
    logLevel: "debug",
    corsOrigins: ["http://localhost:3000"],
    // An autoscaler that is switched on here scales as little as those of the appointment platform (SPEC 1.4.13).
    replicas: { autoscaled: false, min: 1, max: 2 },
    resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "500m", memory: "512Mi" } },
    zoneSpread: false,
  },
  staging: {
    namespace: "smedrec-audit-staging",
    host: "audit.staging.smedrec.com",
    nodeEnv: "production",
    logLevel: "info",
    corsOrigins: [],
    replicas: { autoscaled: true, min: 2, max: 4, minAvailable: 1 },
    resources: large,
    zoneSpread: false,
  },
  prod: {
    namespace: "smedrec-audit",
    host: "audit.smedrec.com",
    nodeEnv: "production",
    logLevel: "info",
    corsOrigins: ["https://app.smedrec.com", "https://admin.smedrec.com"],
    replicas: { autoscaled: true, min: 3, max: 10, least: 3, minAvailable: 2 },
    resources: large,
    zoneSpread: true,
  },
};

/** Names of the objects (SPEC 1.3.2); all that are not listed are called like the server. */
export const names = {
  /** Value of `app.kubernetes.io/part-of`. */
  system: "smedrec",
  server: "audit-server",
  config: "audit-server-config",
  secrets: "audit-server-secrets",
  headlessService: "audit-server-headless",
  tlsSecret: "audit-server-tls",
  waitForDatabase: "wait-for-postgres",
  /** In Velero's namespace, so that the environment is appended. */
  backup: "smedrec-audit-daily",
} as const;

/** Labels of the Namespace (SPEC 1.3.3, R-73). */
export const namespaceLabels = {
  "app.kubernetes.io/name": "smedrec-audit",
  "app.kubernetes.io/component": "namespace",
} as const;

/** The label that selects the pods (SPEC 1.3.7). */
export const selector = { "app.kubernetes.io/name": names.server } as const;

/** SPEC 1.3.7 and 1.3.8. */
export const ports = {
  http: { name: "http", number: 3000 },
  /** Of the Service; a port below 1024 is no container's. */
  service: 80,
  postgres: { name: "postgres", number: 5432 },
  redis: { name: "redis", number: 6379 },
  https: { name: "https", number: 443 },
  kubernetesApi: { name: "kubernetes-api", number: 6443 },
} as const satisfies Readonly<Record<string, Port | number>>;

/** The repository that SPEC 1.3.7 names; its tag `latest` is never deployed (C-21, G-44). */
export const serverRepository = "smedrec/audit-server";

/** The image of the init container (SPEC 1.3.7). */
export const waitImage: KnownImage = { repository: "postgres", tag: "16-alpine" };

/** SPEC 1.3.7; no group is stated. */
export const user: PodUser = { user: 1001 };

/** SPEC 1.3.4 with the names of G-42 (C-24); a list cannot be narrowed to names. */
export const permissions: readonly Permission[] = [
  { resources: ["configmaps"], verbs: ["get"], names: [names.config] },
  { resources: ["configmaps"], verbs: ["list"] },
  { resources: ["secrets"], verbs: ["get"], names: [names.secrets] },
];

/** SPEC 1.3.7, Probes (G-09). */
export const probes: Container["probes"] = {
  liveness: {
    http: ports.http,
    path: "/health",
    initialDelaySeconds: 30,
    periodSeconds: 10,
    timeoutSeconds: 5,
    failureThreshold: 3,
  },
  readiness: {
    http: ports.http,
    path: "/ready",
    initialDelaySeconds: 5,
    periodSeconds: 5,
    timeoutSeconds: 3,
    failureThreshold: 3,
  },
  startup: { http: ports.http, path: "/health", periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 30 },
};

/** SPEC 1.3.7, G-39: 15 s until the endpoints are gone everywhere, 14 s to finish, 1 s to spare. */
export const drain = { preStop: { sleepSeconds: 15 }, drainSeconds: 14, graceSeconds: 30 } as const;

/** SPEC 1.3.7, R-14; the sizes are proposals. */
export const scratch = {
  tmp: { path: "/tmp", size: "64Mi" },
  "var-cache": { path: "/var/cache", size: "128Mi" },
} as const;

/** G-32. */
export const waitResources: LimitedResources = {
  requests: { cpu: "50m", memory: "32Mi" },
  limits: { cpu: "100m", memory: "64Mi" },
};

/** SPEC 1.3.7 and 1.3.11: Prometheus finds the pods by these. */
export const scrapeAnnotations = {
  "prometheus.io/scrape": "true",
  "prometheus.io/path": "/metrics",
  "prometheus.io/port": String(ports.http.number),
} as const;

/** G-38. */
export const zoneSpread: NonNullable<Scheduling["spread"]> = [
  { over: "zone", maxSkew: 1, whenUnsatisfiable: "ScheduleAnyway" },
];

/** SPEC 1.3.10. */
export const autoscaler = {
  metrics: [
    { resource: "cpu", utilizationPercent: 70 },
    { resource: "memory", utilizationPercent: 80 },
  ],
  behavior: {
    scaleDown: {
      stabilizationSeconds: 300,
      selectPolicy: "Min",
      policies: [
        { pods: 1, periodSeconds: 60 },
        { percent: 10, periodSeconds: 60 },
      ],
    },
    scaleUp: {
      stabilizationSeconds: 60,
      selectPolicy: "Max",
      policies: [
        { pods: 2, periodSeconds: 60 },
        { percent: 50, periodSeconds: 60 },
      ],
    },
  },
} as const;

/** SPEC 1.3.9. */
export const ingress = {
  paths: ["/health", "/ready", "/api", "/trpc", "/graphql", "/auth", "/"],
  /** Of one client address. */
  requestsPerMinute: 100,
} as const;

/** Key of the Secret for each secret of the configuration (SPEC 1.3.6). */
export const secretKeys = {
  databaseUrl: "DATABASE_URL",
  redisUrl: "REDIS_URL",
  authSecret: "AUTH_SECRET",
} as const;

/** A secret of the configuration that becomes a variable of the server. */
export type SmedrecVariable = keyof typeof secretKeys;

/** An `AUTH_SECRET` that the stack makes has 384 bits; one that is configured shall not be guessed either. */
export const authKey = { length: 64, form: /^\S{32,}$/, wanted: "at least 32 characters without blanks" } as const;

/** G-52: an hour after the backups of the healthcare namespace. */
export const backup = { cron: "0 3 * * *", storageLocation: "default" } as const;

/** G-48. */
export const objectivePercent = 99.95;
