import { flag, group, integer, text } from "../../config/fields";
import { cronFormat, parseCron } from "../../config/primitives/cron";
import { InvalidValue } from "../../config/primitives/invalid";
import { dnsSubdomainFormat, parseDnsSubdomain } from "../../config/primitives/names";
import { compareQuantities, parseQuantity, quantityFormat } from "../../config/primitives/quantity";
import { addressBlocksKey } from "../common/address-blocks";
import { endpointKeys } from "../common/endpoint";
import { resourceKeys } from "../common/resources";
import { postgresBackup, storePorts, type StoreName } from "./store-values";

/** JetStream's names: no white space, no wildcards and separators of subjects and paths. */
const jetStreamName = {
  pattern: String.raw`^[^\s.*>/\\]{1,255}$`,
  description: "1 to 255 characters without blanks and . * > / and backslash",
};

/** Where a store is, and whether it takes TLS. */
function storeKeys(store: StoreName, what: string) {
  return {
    ...endpointKeys(what, storePorts[store]),
    tls: flag(
      `Whether ${what} takes TLS: then the workloads are told to take nothing else (C-45). Default: true.`,
      false,
    ),
  };
}

/** The group `stores`. */
export const stores = group("Where the data stores are, unless inCluster has them (G-46).", {
  postgres: group("The PostgreSQL server.", storeKeys("postgres", "the PostgreSQL server")),
  redis: group("The Redis server.", storeKeys("redis", "the Redis server")),
  nats: group("The NATS servers.", {
    ...storeKeys("nats", "the NATS servers"),
    monitoringEndpoint: text({
      description:
        "Host and port at which NATS tells KEDA of the consumer; of a cluster the headless Service. Required with KEDA; closed to the workloads themselves (C-44).",
      format: {
        pattern: String.raw`^[a-z0-9]([-a-z0-9.]*[a-z0-9])?:\d{1,5}$`,
        description: "A host, a colon and a port, without a scheme.",
        examples: ["nats-headless.messaging.svc:8222"],
      },
    }),
    account: text({
      description: "Account that owns the stream. Default: $G, in which NATS keeps what it has no account for.",
      format: { ...jetStreamName, examples: ["$G"] },
    }),
    stream: text({
      description: "Stream of the worker's messages. Required.",
      format: { ...jetStreamName, examples: ["bitvault"] },
    }),
    consumer: text({
      description: "Durable consumer of the worker. Required.",
      format: { ...jetStreamName, examples: ["bitvault-worker"] },
    }),
  }),
  objectStorage: group(
    "The object storage; closed to bitvault-web (R-23).",
    storeKeys("objectStorage", "the object storage"),
  ),
});

/** Keys of a store that the program runs. */
function runKeys(what: string, each: string) {
  return {
    enabled: flag(`Whether ${what} runs in the namespace itself. Default: false.`, true),
    size: text({
      description: `Size of the volume of ${each}. Default: the environment's.`,
      format: { ...quantityFormat, examples: ["20Gi"] },
      parse: parseSize,
    }),
    storageClassName: text({
      description:
        "Storage class of the volumes. Default: fast-ssd, in dev and a preview the cluster's own default class.",
      format: { ...dnsSubdomainFormat, examples: ["fast-ssd"] },
      parse: parseDnsSubdomain,
    }),
    resources: resourceKeys(each),
  };
}

const postgresBackupKeys = group(
  "Backups by the operator into an object store, in prod only: base backups and the write-ahead log (G-52).",
  {
    destination: text({
      description: "Bucket and path of this database alone. Default: none, there are no such backups.",
      format: {
        pattern: String.raw`^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w.-]+)*$`,
        description: "s3://, a bucket and perhaps a path",
        examples: ["s3://bitvault-backups/prod"],
      },
    }),
    endpoint: text({
      description: "Address of a store that is not AWS's. Default: AWS.",
      format: {
        pattern: String.raw`^https://[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:\d{1,5})?$`,
        description: "https://, a host and perhaps a port.",
        examples: ["https://minio.example.com"],
      },
    }),
    credentialsSecret: text({
      description:
        "Name of an existing Secret of the namespace with ACCESS_KEY_ID and ACCESS_SECRET_KEY. Default: none, the nodes' own role writes.",
      format: { ...dnsSubdomainFormat, examples: ["postgres-backup"] },
      parse: parseDnsSubdomain,
    }),
    cidrs: addressBlocksKey("the store, which the instances reach on TCP 443"),
    cron: text({
      description: `When base backups are made, in UTC. Default: ${postgresBackup.cron}.`,
      format: { ...cronFormat, examples: [postgresBackup.cron] },
      parse: parseCron,
    }),
    retentionDays: integer({
      description: `Days to any moment of which the database can be brought back. Default: ${postgresBackup.retentionDays}.`,
      minimum: 1,
      maximum: 3650,
      example: postgresBackup.retentionDays,
    }),
  },
);

/** The group `inCluster`. */
export const inCluster = group("Data stores that the program runs in the system's namespace (G-46).", {
  postgres: group(
    "A PostgreSQL that CloudNativePG runs, in place of stores.postgres. It needs bulwark:apiServerCidrs.",
    {
      ...runKeys("PostgreSQL", "each instance"),
      instances: integer({
        description: "Instances: a primary and replicas. Default: 1, in staging 2, in prod 3.",
        minimum: 1,
        maximum: 9,
        example: 3,
      }),
      maxConnections: integer({
        description:
          "max_connections of the server: the pools of all pods of bitvaultd and the worker. Default: 100, in prod 300.",
        minimum: 10,
        maximum: 10_000,
        example: 300,
      }),
      backup: postgresBackupKeys,
    },
  ),
  nats: group("Three NATS servers with JetStream, in place of the address in stores.nats (SPEC 1.9).", {
    ...runKeys("NATS", "each server"),
    exporter: flag(
      "Whether an exporter of metrics runs beside each server, where the cluster has the Prometheus Operator (C-44). Default: true.",
      false,
    ),
  }),
});

/** @throws InvalidValue for what is no quantity, and for a volume in which nothing would fit. */
function parseSize(size: string): void {
  parseQuantity(size);
  if (compareQuantities(size, "1Mi") < 0) throw new InvalidValue(size, "at least 1Mi", 'write for example "20Gi"');
}
