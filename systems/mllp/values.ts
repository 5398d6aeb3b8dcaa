import type { Port } from "../../components/types";
import type { Container, PodUser } from "../../components/builders/pod-settings";
import type { Environment } from "../../config/primitives/environment";
import type { LimitedResources } from "../common/resources";

/** The environments for which SPEC 1.1 gives figures. */
export type MllpEnvironment = Exclude<Environment, "preview">;

/** What differs between the environments (SPEC 1.1.2, 1.1.3). */
export interface MllpFigures {
  readonly namespace: string;
  /** With an autoscaler its minimum (C-01). */
  readonly replicas: number;
  readonly logLevel: string;
  /** Per pod. */
  readonly maxConnections: number;
  readonly resources: LimitedResources;
  /** Spread over zones, maxSkew 1, ScheduleAnyway (G-38). */
  readonly zoneSpread: boolean;
  readonly autoscaler: boolean;
  /** G-22. */
  readonly tls: boolean;
}

/** The table of SPEC 1.1.3. */
export const figures: Readonly<Record<MllpEnvironment, MllpFigures>> = {
  dev: {
    namespace: "healthcare-dev",
    replicas: 1,
    logLevel: "debug",
    maxConnections: 10,
    resources: { requests: { cpu: "50m", memory: "32Mi" }, limits: { cpu: "250m", memory: "128Mi" } },
    zoneSpread: false,
    autoscaler: false,
    tls: false,
  },
  staging: {
    namespace: "healthcare-staging",
    replicas: 2,
    logLevel: "info",
    maxConnections: 100,
    resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { cpu: "500m", memory: "256Mi" } },
    zoneSpread: false,
    autoscaler: false,
    tls: false,
  },
  prod: {
    namespace: "healthcare-prod",
    replicas: 2,
    logLevel: "info",
    maxConnections: 200,
    resources: { requests: { cpu: "250m", memory: "128Mi" }, limits: { cpu: "1000m", memory: "512Mi" } },
    zoneSpread: true,
    autoscaler: true,
    tls: true,
  },
};

/** Names of the objects (SPEC 1.1.2); the Deployment, Service, budget, account and ingress policy share the first. */
export const names = {
  /** Value of `app.kubernetes.io/part-of`. */
  system: "mllp",
  server: "mllp-server",
  config: "mllp-server-config",
  egressPolicy: "mllp-server-egress",
  claim: "mllp-data",
  tlsSecret: "mllp-tls",
} as const;

/** The label that selects the pods (SPEC 1.1.4). */
export const selector = { app: names.server } as const;

/** The MLLP port (SPEC 1.1.4, 1.1.5); `appProtocol` keeps a mesh from guessing (G-26). */
export const port: Port = { name: "mllp", number: 2575, protocol: "TCP", appProtocol: "tcp" };

/** Label of a namespace whose pods may connect (SPEC 1.1.8). */
export const clientLabel = { "network-policy/mllp-client": "true" } as const;

/** nobody (SPEC 1.1.4). */
export const user: PodUser = { user: 65_534, group: 65_534, fsGroup: 65_534 };

/** SPEC 1.1.4, Probes: out of the endpoints after about 10 s, restarted after about 30 s. */
export const probes: Container["probes"] = {
  liveness: { tcp: port, initialDelaySeconds: 5, periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3 },
  readiness: { tcp: port, initialDelaySeconds: 5, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 2 },
};

/** SPEC 1.1.5: one hour, so that long-lived connections are not moved. */
export const clientAffinitySeconds = 3600;

/** SPEC 1.1.6 and 1.1.12. */
export const shutdown = { preShutdownDelay: "5s", shutdownTimeout: "30s", marginSeconds: 10 } as const;

/** SPEC 1.1.7. */
export const minAvailable = 1;

/** SPEC 1.1.9. */
export const autoscaler = { minReplicas: 2, maxReplicas: 10, cpuPercent: 70 } as const;

/** SPEC 1.1.10; `/tmp` is for the database library's temporary files (C-02). */
export const persistence = {
  storageClassName: "local-path",
  size: "10Gi",
  mountPath: "/data",
  databasePath: "/data/outbox.db",
  scratchPath: "/tmp",
  scratchSize: "64Mi",
  /** Names the volumes of a pod whose files Velero copies (Velero, File System Backup: opt-in). */
  backupAnnotation: "backup.velero.io/backup-volumes",
} as const;

/** SPEC 1.1.11. */
export const tls = { mountPath: "/etc/mllp/tls", certificateKey: "tls.crt", privateKeyKey: "tls.key" } as const;

/** Entries of policies/exemptions.yaml that the objects name. */
export const exemptions = { openEgress: "mllp-open-egress", writableRoot: "mllp-writable-root" } as const;
