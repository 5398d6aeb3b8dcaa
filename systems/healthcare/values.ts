import type { Container, Drain, PodUser, Scheduling } from "../../components/builders/pod-settings";
import type { Metric, ScalingRules } from "../../components/builders/horizontal-autoscaler";
import type { PostgresDatabaseArgs } from "../../components/postgres-database";
import type { Port } from "../../components/types";
import type { KnownImage } from "../../config/image";
import type { Environment } from "../../config/primitives/environment";
import type { ByteQuantity } from "../../config/primitives/quantity";
import type { ReplicaFigures } from "../common/replicas";
import type { LimitedResources } from "../common/resources";

/** The system: value of `app.kubernetes.io/part-of`. */
export const system = "healthcare";

/** The environments for which SPEC 1.2 gives figures. */
export type HealthcareEnvironment = Exclude<Environment, "preview">;

/** What differs between the environments (SPEC 1.2.14, 1.9). */
export interface HealthcareFigures {
  readonly namespace: string;
  readonly host: string;
  /** Name of the TLS Secret in the gateway's namespace (G-13). */
  readonly credentialName: string;
  readonly replicas: ReplicaFigures;
  readonly logLevel: string;
  /** Connections to the database, per pod. */
  readonly poolSize: number;
  readonly resources: LimitedResources;
  /** Spread over zones, maxSkew 1, ScheduleAnyway (G-38). */
  readonly zoneSpread: boolean;
  readonly database: {
    readonly resources: LimitedResources;
    readonly size: ByteQuantity;
    /** Absent: the cluster's own default class. */
    readonly storageClassName?: string;
    /** Enough for the pools of all pods and one more during a roll-out (G-37). */
    readonly maxConnections: number;
    /** Where CloudNativePG runs it (C-10); the seed's own database is one pod. */
    readonly instances: number;
  };
  /** Whether Prometheus watches it (SPEC 1.2.2). */
  readonly monitored: boolean;
  /** Whether Velero backs the namespace up every day. */
  readonly backup: boolean;
}

const appResources: LimitedResources = {
  requests: { cpu: "500m", memory: "512Mi" },
  limits: { cpu: "2000m", memory: "2Gi" },
};

/** The table of SPEC 1.2.14, with the seed's figures for prod (1.2.4 to 1.2.13) and the budgets of 1.9. */
export const figures: Readonly<Record<HealthcareEnvironment, HealthcareFigures>> = {
  dev: {
    namespace: "healthcare-dev",
    host: "dev.healthcare.example.com",
    credentialName: "healthcare-dev-tls-cert",
    replicas: { autoscaled: false, min: 1, max: 2 },
    logLevel: "debug",
    poolSize: 5,
    resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { cpu: "500m", memory: "1Gi" } },
    zoneSpread: false,
    database: {
      resources: { requests: { cpu: "250m", memory: "512Mi" }, limits: { cpu: "1000m", memory: "2Gi" } },
      size: "5Gi",
      maxConnections: 100,
      instances: 1,
    },
    monitored: false,
    backup: false,
  },
  staging: {
    namespace: "healthcare-staging",
    host: "staging.healthcare.example.com",
    credentialName: "healthcare-staging-tls-cert",
    replicas: { autoscaled: true, min: 2, max: 4, minAvailable: 1 },
    logLevel: "info",
    poolSize: 10,
    resources: appResources,
    zoneSpread: false,
    database: {
      resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { cpu: "2000m", memory: "4Gi" } },
      size: "20Gi",
      storageClassName: "fast-ssd",
      maxConnections: 100,
      instances: 1,
    },
    monitored: true,
    backup: false,
  },
  prod: {
    namespace: "healthcare-prod",
    host: "healthcare.example.com",
    credentialName: "healthcare-tls-cert",
    replicas: { autoscaled: true, min: 3, max: 10, least: 3, minAvailable: 2 },
    logLevel: "info",
    poolSize: 20,
    resources: appResources,
    zoneSpread: true,
    database: {
      resources: { requests: { cpu: "2000m", memory: "4Gi" }, limits: { cpu: "4000m", memory: "8Gi" } },
      size: "100Gi",
      storageClassName: "fast-ssd",
      maxConnections: 250,
      instances: 3,
    },
    monitored: true,
    backup: true,
  },
};

/** Names of the objects (SPEC 1.2.2); Deployment, ServiceAccount, budget and AuthorizationPolicy share the first. */
export const names = {
  app: "healthcare-app",
  config: "healthcare-app-config",
  secrets: "healthcare-app-secrets",
  service: "healthcare-service",
  autoscaler: "healthcare-app-hpa",
  networkPolicy: "healthcare-app-policy",
  gateway: "healthcare-gateway",
  routes: "healthcare-routes",
  serviceMonitor: "healthcare-app-metrics",
  podMonitor: "istio-sidecar-metrics",
  database: "postgres",
  databaseSecrets: "postgres-secrets",
  databaseService: "postgres-service",
  databaseNetworkPolicy: "postgres-policy",
  schedule: "healthcare-daily",
  externalHosts: "healthcare-external",
} as const;

/** SPEC 1.2.6 and 1.2.9: the images that the seed names. */
export const images = {
  app: { repository: "healthcare/elixir-app", tag: "v1.0.0", isVersion: true },
  database: { repository: "timescale/timescaledb", tag: "2.17.2-pg16" },
} as const satisfies Record<string, KnownImage>;

/** The label that selects the app's pods (SPEC 1.2.6). */
export const selector = { app: "healthcare" } as const;

/** The label that selects the database's pods (SPEC 1.2.9). */
export const databaseSelector = { app: "postgres" } as const;

/** The app's port (SPEC 1.2.6). */
export const port: Port = { name: "http", number: 4000 };

/** The port of `healthcare-service` (SPEC 1.2.7). */
export const servicePort = 80;

/** G-30: the group is ours, user and `fsGroup` are the seed's. */
export const user: PodUser = { user: 1000, group: 1000, fsGroup: 1000 };

/** SPEC 1.2.6, Probes: by number, as the seed writes them. */
export const probes: Container["probes"] = {
  liveness: {
    http: port,
    targetBy: "number",
    path: "/health",
    initialDelaySeconds: 30,
    periodSeconds: 10,
    timeoutSeconds: 5,
    failureThreshold: 3,
  },
  readiness: {
    http: port,
    targetBy: "number",
    path: "/health/ready",
    initialDelaySeconds: 10,
    periodSeconds: 5,
    timeoutSeconds: 3,
    failureThreshold: 2,
  },
};

/** SPEC 1.2.6, R-52: the hook as the seed states it (C-39), then ten seconds to drain; the sidecar outlives both (G-29). */
export const drain: Drain = {
  preStop: { sleepSeconds: 15, command: ["/bin/sh", "-c", "sleep 15"] },
  drainSeconds: 10,
  graceSeconds: 30,
  sidecarSeconds: 27,
};

/** SPEC 1.2.6: preferred, one node for each pod. */
export const antiAffinity: Scheduling["avoid"] = [{ same: "hostname", weight: 100 }];

/** G-35: where an Elixir release and its plugins may write; the size is ours. */
export const scratch = { path: "/tmp", size: "256Mi", variable: "RELEASE_TMP" } as const;

/** SPEC 1.2.8. */
export const autoscaler: {
  readonly metrics: readonly Metric[];
  readonly behavior: { readonly scaleUp: ScalingRules; readonly scaleDown: ScalingRules };
} = {
  metrics: [
    { resource: "cpu", utilizationPercent: 70 },
    { resource: "memory", utilizationPercent: 80 },
  ],
  behavior: {
    scaleUp: { stabilizationSeconds: 60, policies: [{ percent: 50, periodSeconds: 60 }] },
    scaleDown: { stabilizationSeconds: 300, policies: [{ pods: 1, periodSeconds: 60 }] },
  },
};

/** SPEC 1.2.9 and 1.2.5; where CloudNativePG runs the database, its superuser is no user of ours, so that `owner` is one. */
export const database = {
  name: "healthcare",
  user: "postgres",
  owner: "healthcare",
  passwordKey: "password",
  roleKey: "application-password",
  claim: "postgres-storage",
} as const;

/** G-05: five minutes to recover at start; the timeouts and the threshold of readiness are ours. */
export const databaseProbes: PostgresDatabaseArgs["probes"] = {
  startup: { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 30 },
  readiness: { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
  liveness: { periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6 },
};

/**
 * Ours: a fast shutdown writes one checkpoint. A sidecar stays for all of its time, and the next pod waits for it, so that
 * it gets no more than the database.
 */
export const databaseDrain: Drain = { drainSeconds: 30, graceSeconds: 45, sidecarSeconds: 30 };

/** PostgreSQL's own default of superuser_reserved_connections. */
export const reservedConnections = 3;

/** SPEC 1.2.10; literal values although the last retry may be cut (C-18). */
export const routing = { prefixes: ["/api"], timeout: "30s", attempts: 3, perTryTimeout: "10s" } as const;

/** SPEC 1.2.12; the folder is that of Istio's own example (Istio, Integrations: Prometheus). */
export const monitoring = {
  certificates: "/etc/prom-certs",
  path: "/metrics",
  interval: "30s",
  scrapeTimeout: "10s",
  sidecar: { port: { name: "http-envoy-prom" }, path: "/stats/prometheus" },
  /** Availability that SPEC 1.2.1 promises: 21.6 minutes of a month may fail. */
  objectivePercent: 99.95,
} as const;

/** SPEC 1.2.13; the locations have the names that `velero install` uses. */
export const backup = {
  schedule: "0 2 * * *",
  provider: "aws",
  bucket: "healthcare-k8s-backups",
  region: "us-east-1",
  location: "default",
} as const;

/** Entries of policies/exemptions.yaml that the objects name. */
export const exemptions = { externalHttps: "healthcare-external-https" } as const;
