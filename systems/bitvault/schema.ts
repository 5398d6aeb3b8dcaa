import * as z from "zod";

import { choice, group, integer, text } from "../../config/fields";
import { imageKeys } from "../../config/image";
import { durationFormat, parseDuration } from "../../config/primitives/duration";
import { dnsSubdomainFormat, parseDataKey, dataKeyFormat, parseDnsSubdomain } from "../../config/primitives/names";
import type { SecretKey, Section, SectionReading } from "../../config/section";
import { addressBlocksKey } from "../common/address-blocks";
import { backupKeys } from "../common/backup";
import { extraEnvKey } from "../common/extra-env";
import { quotaKey } from "../common/quota";
import { resourceKeys } from "../common/resources";
import { restartedAtKey } from "../common/restarted-at";
import { secretsVersionKey } from "../common/secret-origins";
import { inCluster, stores } from "./store-keys";
import {
  backup,
  defaultPhase,
  drains,
  healthPort,
  lagThreshold,
  MTLS,
  names,
  PHASES,
  requestsPerSecond,
  vault,
  type WorkloadKey,
} from "./values";

const plainText = { pattern: String.raw`^\S+$`, description: "a text without blanks" };

const count = (description: string, minimum: number, example: number) =>
  integer({ description: `${description} Default: the environment's.`, minimum, maximum: 100, example });

/** Keys of one workload. */
function workloadKeys(workload: WorkloadKey) {
  const name = names[workload];
  const { drainSeconds, graceSeconds, preStop } = drains[workload];
  return {
    minReplicas: count(`Fewest replicas of ${name}.`, 1, 2),
    maxReplicas: count(`Most replicas of ${name}.`, 2, 10),
    resources: resourceKeys(name),
    drainSeconds: integer({
      description: `Seconds that ${name} has to finish after the order to stop; the grace period is ${graceSeconds}, and the hook takes ${preStop?.sleepSeconds ?? 0} of it. Default: ${drainSeconds}.`,
      minimum: 1,
      maximum: graceSeconds - (preStop?.sleepSeconds ?? 0) - 1,
      example: drainSeconds,
    }),
    extraEnv: extraEnvKey(name, { LOG_LEVEL: "debug" }),
  };
}

const externalCidrs = (workload: WorkloadKey) =>
  addressBlocksKey(
    `what else ${names[workload]} may reach, such as cloud APIs and an external KMS, on TCP 443 and 8200`,
  );

/** Secrets that the program makes: the last two for the data stores that it runs. */
export const GENERATED_SECRETS = ["sessionSecret", "postgresPassword", "natsPassword"] as const;

const schema = z.strictObject({
  images: group("The system's images (G-44).", {
    bitvaultd: imageKeys(names.bitvaultd),
    worker: imageKeys(names.worker),
    web: imageKeys(names.web),
    postgres: imageKeys(
      "PostgreSQL, with inCluster.postgres; the tag begins with PostgreSQL's version, which the operator reads",
    ),
    nats: imageKeys("NATS, with inCluster.nats"),
    natsExporter: imageKeys("the exporter of NATS's metrics, with inCluster.nats"),
  }),
  bitvaultd: group("The control plane.", {
    ...workloadKeys("bitvaultd"),
    requestsPerSecond: integer({
      description: `Requests per second that one pod shall carry; above, the autoscaler adds pods (G-40). Default: ${requestsPerSecond}.`,
      minimum: 1,
      maximum: 100_000,
      example: requestsPerSecond,
    }),
    externalCidrs: externalCidrs("bitvaultd"),
  }),
  worker: group("The consumers of NATS JetStream.", {
    ...workloadKeys("worker"),
    lagThreshold: integer({
      description: `Pending messages that one pod shall carry; above, KEDA adds pods (G-69). Default: ${lagThreshold}.`,
      minimum: 1,
      maximum: 1_000_000,
      example: lagThreshold,
    }),
    externalCidrs: externalCidrs("worker"),
  }),
  web: group("The server of the pages.", workloadKeys("web")),
  phase: choice(
    `How far the product is taken apart into services; from P4 on they must show each other who they are (SPEC 1.5.5, R-29). Default: ${defaultPhase}.`,
    PHASES,
  ),
  mtls: choice(
    "How the workloads show each other who they are: by Istio's mesh in ambient mode, from P4 on (R-28), or by a certificate of cert-manager for each, which is mounted. Required in P4. Default: none.",
    MTLS,
  ),
  healthPort: integer({
    description: `Port of the probes and metrics of every workload, never a serving one (R-56). Default: ${healthPort.number}.`,
    minimum: 1025,
    maximum: 65_535,
    example: healthPort.number,
  }),
  stores,
  inCluster,
  quota: quotaKey("of the three workloads, and the data stores in the namespace", "true in a preview, else false"),
  backup: backupKeys(backup),
  vault: group("The Vault from which the External Secrets Operator fetches the workloads' secrets (G-47).", {
    server: text({
      description: "Address of the Vault. Default: none, then the secrets are the stack's.",
      format: {
        pattern: String.raw`^https://[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:\d{1,5})?$`,
        description: "https://, a host and perhaps a port.",
        examples: ["https://vault.example.com:8200"],
      },
    }),
    path: text({
      description: "Where the key-value engine is mounted. Default: secret.",
      format: { ...plainText, examples: ["secret"] },
    }),
    version: choice("Version of the engine. Default: v2.", ["v2", "v1"]),
    role: text({
      description:
        "Role in Vault that admits the ServiceAccount vault-auth of the namespace. Default: the name of the namespace.",
      format: { ...plainText, examples: ["bitvault-prod"] },
    }),
    authMount: text({
      description: "Where Vault's Kubernetes authentication of this cluster is mounted. Default: kubernetes.",
      format: { ...plainText, examples: ["kubernetes"] },
    }),
    entries: text({
      description:
        "Path below which each workload's entry lies, under the workload's name. Default: bitvault/ and the environment.",
      format: { ...plainText, examples: ["bitvault/prod"] },
    }),
    authority: group("The certificate authority of the server. Default: the public ones.", {
      configMap: text({
        description: "Name of a ConfigMap of the namespace. Needed beside key.",
        format: { ...dnsSubdomainFormat, examples: ["vault-ca"] },
        parse: parseDnsSubdomain,
      }),
      key: text({
        description: "Key of that ConfigMap. Default: ca.crt.",
        format: { ...dataKeyFormat, examples: ["ca.crt"] },
        parse: parseDataKey,
      }),
    }),
    refreshInterval: text({
      description: `How often the values are fetched, at most once a minute. Default: ${vault.refreshInterval}.`,
      format: { ...durationFormat, examples: [vault.refreshInterval] },
      parse: (value) => parseDuration(value, { min: "1m" }),
    }),
  }),
  adminGroup: text({
    description:
      "Group that administers bitvault-system, as the cluster's authentication names it (G-43). Required with bulwark:ownsShared, and used with it only. Default: none.",
    format: {
      pattern: String.raw`^(?!system:)\S+$`,
      description: "A group without blanks; not one of Kubernetes' own, which begin with system:",
      examples: ["bitvault-admins"],
    },
  }),
  secretsVersion: secretsVersionKey(GENERATED_SECRETS),
  restartedAt: restartedAtKey(),
});

const unlessFetched = "Required unless bitvault:vault fetches it";
const unlessInside = `${unlessFetched} or bitvault:inCluster has the store`;

/** Every secret of the system; the names under which Vault holds them are those of the variables. */
export const secrets = {
  databaseUrl: {
    description: `DATABASE_URL: the connection string of PostgreSQL with user and password, over TLS by its sslmode. ${unlessInside}.`,
    file: "database-url",
    placeholder: "postgres://placeholder:placeholder@postgres.example.com:5432/bitvault?sslmode=verify-full",
    isOptional: true,
  },
  redisUrl: {
    description: `REDIS_URL: the connection string of Redis. ${unlessFetched}.`,
    file: "redis-url",
    placeholder: "rediss://:placeholder@redis.example.com:6379",
    isOptional: true,
  },
  natsUrl: {
    description: `NATS_URL: the connection string of NATS. ${unlessInside}.`,
    file: "nats-url",
    placeholder: "tls://placeholder:placeholder@nats.example.com:4222",
    isOptional: true,
  },
  objectStorageAccessKey: {
    description: `OBJECT_STORAGE_ACCESS_KEY: the access key of the object storage. ${unlessFetched}.`,
    file: "access-key",
    placeholder: "placeholder",
    isOptional: true,
  },
  objectStorageSecretKey: {
    description: `OBJECT_STORAGE_SECRET_KEY: the secret key of the object storage. ${unlessFetched}.`,
    file: "secret-key",
    placeholder: "placeholder",
    isOptional: true,
  },
  sessionSecret: {
    description: "SESSION_SECRET: with it bitvault-web signs sessions. Default: fetched from Vault, else generated.",
    file: "session-secret",
    placeholder: "placeholder",
    isOptional: true,
  },
} as const satisfies Readonly<Record<string, SecretKey>>;

/** A secret of the system. */
export type BitvaultSecret = keyof typeof secrets;

/** The `bitvault:` namespace of the configuration. */
export const bitvaultSection: Section<typeof schema, BitvaultSecret> = { namespace: "bitvault", schema, secrets };

/** The plain keys of `bitvault:` as they stand in the stack file. */
export type BitvaultKeys = z.output<typeof schema>;

/** What was read of the namespace. */
export type BitvaultReading = SectionReading<typeof schema, BitvaultSecret>;
