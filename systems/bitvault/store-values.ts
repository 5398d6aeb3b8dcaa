import type { Port } from "../../components/types";
import type { Environment } from "../../config/primitives/environment";
import type { ByteQuantity } from "../../config/primitives/quantity";
import type { LimitedResources } from "../common/resources";

/** Where the data stores listen (SPEC 1.5.4); of the object storage's two ports the one of MinIO. */
export const storePorts = {
  postgres: { name: "tcp-postgres", number: 5432 },
  redis: { name: "redis", number: 6379 },
  nats: { name: "nats", number: 4222 },
  objectStorage: { name: "object-storage", number: 9000 },
} as const satisfies Record<string, Port>;

/** A data store. */
export type StoreName = keyof typeof storePorts;

/** Where NATS tells about itself: closed to every workload of the system (C-44, R-24). */
export const natsManagementPort = 8222;

/** A PostgreSQL in the namespace: names of SPEC 1.8, of CloudNativePG, and ours. */
export const postgres = {
  name: "postgres",
  database: "bitvault",
  owner: "bitvault",
  credentials: "postgres-owner",
  /** The operator's Secret with the authority of the servers' certificates; its key `ca.crt` is for clients. */
  authority: "postgres-ca",
  volume: "postgres-ca",
  folder: "/etc/bitvault/postgres",
  passwordLength: 32,
} as const;

/** The operator's backups of it (G-52): before those of the namespace; the keys of the Secret as CloudNativePG names them. */
export const postgresBackup = {
  cron: "30 2 * * *",
  retentionDays: 30,
  keys: { accessKeyId: "ACCESS_KEY_ID", secretAccessKey: "ACCESS_SECRET_KEY" },
} as const;

/** A NATS in the namespace: names of SPEC 1.8 and ours. */
export const nats = {
  name: "nats",
  user: "bitvault",
  certificate: "nats-tls",
  /** The servers read it when they start: they must do so once a year. */
  certificateDuration: "8760h",
  volume: "nats-ca",
  folder: "/etc/bitvault/nats",
  passwordLength: 32,
} as const;

/** The data stores that the program can run in the namespace (G-46). */
export interface StoreFigures {
  /** Of all volumes. Absent: the cluster's own default class. */
  readonly storageClassName?: string;
  readonly postgres: {
    readonly instances: number;
    /** PostgreSQL's own default where there are few pods; in prod ten connections for each of the most pods (G-37). */
    readonly maxConnections: number;
    /** Volume of each instance. */
    readonly size: ByteQuantity;
    readonly resources: LimitedResources;
  };
  /** Always three servers (SPEC 1.9). */
  readonly nats: { readonly size: ByteQuantity; readonly resources: LimitedResources };
}

/** Ours, since the SPEC has no figures of them: the least that runs, for a preview that nobody keeps anything in (W-26). */
const smallest: StoreFigures = {
  postgres: {
    instances: 1,
    maxConnections: 100,
    size: "1Gi",
    resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { cpu: "500m", memory: "512Mi" } },
  },
  nats: {
    size: "1Gi",
    resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { cpu: "250m", memory: "256Mi" } },
  },
};

/** Ours; from dev to prod none becomes smaller. */
export const storeFigures: Readonly<Record<Environment, StoreFigures>> = {
  preview: smallest,
  dev: { postgres: { ...smallest.postgres, size: "5Gi" }, nats: { ...smallest.nats, size: "2Gi" } },
  staging: {
    storageClassName: "fast-ssd",
    postgres: {
      instances: 2,
      maxConnections: 100,
      size: "20Gi",
      resources: { requests: { cpu: "250m", memory: "512Mi" }, limits: { cpu: "1", memory: "1Gi" } },
    },
    nats: {
      size: "10Gi",
      resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { cpu: "500m", memory: "512Mi" } },
    },
  },
  prod: {
    storageClassName: "fast-ssd",
    postgres: {
      instances: 3,
      maxConnections: 300,
      size: "100Gi",
      resources: { requests: { cpu: "1", memory: "2Gi" }, limits: { cpu: "2", memory: "4Gi" } },
    },
    nats: {
      size: "50Gi",
      resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { cpu: "2", memory: "2Gi" } },
    },
  },
};

/** Of the exporter of metrics beside each server of NATS; ours. */
export const exporterResources: LimitedResources = {
  requests: { cpu: "10m", memory: "32Mi" },
  limits: { cpu: "100m", memory: "64Mi" },
};
