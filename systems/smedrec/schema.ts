import * as z from "zod";

import { choice, flag, group, list, text, textEntry } from "../../config/fields";
import { imageKeys } from "../../config/image";
import { hostFormat, parseHost } from "../../config/primitives/host";
import { dnsSubdomainFormat, parseDnsSubdomain } from "../../config/primitives/names";
import { originFormat, parseOrigin } from "../../config/primitives/origin";
import type { SecretKey, Section } from "../../config/section";
import { addressBlocksKey } from "../common/address-blocks";
import { backupKeys } from "../common/backup";
import { certificateIssuerKeys, certificatePairKeys } from "../common/certificate";
import { endpointKeys } from "../common/endpoint";
import { migrationKeys } from "../common/migration";
import { quotaKey } from "../common/quota";
import { replicaKeys } from "../common/replicas";
import { resourceKeys } from "../common/resources";
import { restartedAtKey } from "../common/restarted-at";
import { externalSecretsKey, secretStoreKey, secretsVersionKey } from "../common/secret-origins";
import { backup, names, ports, secretKeys, serverRepository, waitImage, type SmedrecVariable } from "./values";

/** Log levels of the server; SPEC 1.3.12 uses `debug` and `info`. */
const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;

const schema = z.strictObject({
  images: group("The system's images.", {
    server: imageKeys("the audit server", { repository: serverRepository }),
    waitForDatabase: imageKeys("the init container that waits for the database", waitImage),
  }),
  logLevel: choice("LOG_LEVEL of the server. Default: debug in dev, info elsewhere.", LOG_LEVELS),
  host: text({
    description: "Name under which the server is reached. Default: audit.smedrec.com, with .dev or .staging inside.",
    format: { ...hostFormat, examples: ["audit.example.com"] },
    parse: parseHost,
  }),
  corsOrigins: list(
    "Origins whose pages may call the server, for CORS_ORIGIN and the Ingress alike. Required in staging. Default: app and admin.smedrec.com in prod, http://localhost:3000 in dev.",
    textEntry({ description: "An origin.", format: originFormat, parse: parseOrigin }),
    ["https://app.example.com"],
  ),
  ingressClassName: text({
    description: "Class of the Ingresses. Default: nginx.",
    format: { ...dnsSubdomainFormat, examples: ["nginx"] },
    parse: parseDnsSubdomain,
  }),
  tlsSecretName: text({
    description: `Secret with the certificate of the host. Default: ${names.tlsSecret}.`,
    format: { ...dnsSubdomainFormat, examples: [names.tlsSecret] },
    parse: parseDnsSubdomain,
  }),
  certificateIssuer: certificateIssuerKeys("the host"),
  controllerHeaders: flag(
    "Whether the ingress controller adds the security headers by itself; then the Ingress asks for none (G-15). Default: false.",
    true,
  ),
  database: group("The PostgreSQL server (G-61).", {
    host: text({
      description: "Its name, at which the init container waits for it. Required.",
      format: { ...hostFormat, examples: ["postgres.example.com"] },
      parse: parseHost,
    }),
    ...endpointKeys("the PostgreSQL server", ports.postgres),
  }),
  redis: group("The Redis server (G-61).", endpointKeys("the Redis server", ports.redis)),
  externalCidrs: addressBlocksKey("whatever else the server may reach, on TCP 443 (G-04)"),
  kubernetesApi: group("The server's own access to the Kubernetes API (C-24).", {
    enabled: flag(
      "Whether it may read its ConfigMap and Secret there: a Role, its RoleBinding, and a token in the pods. Its variables need none of it. Default: true.",
      false,
    ),
    cidrs: addressBlocksKey("the API servers, on TCP 443 and 6443; without them the permission cannot be used"),
  }),
  ...replicaKeys("the server"),
  resources: resourceKeys("the server"),
  migration: migrationKeys("the server", ["node", "dist/migrate.js"]),
  quota: quotaKey("of the server, and its migration"),
  backup: backupKeys(backup),
  secretStore: secretStoreKey(),
  externalSecrets: externalSecretsKey(Object.keys(secretKeys) as SmedrecVariable[]),
  secretsVersion: secretsVersionKey(["authSecret"]),
  restartedAt: restartedAtKey(),
});

/** Those that become variables of the server; an external store may hold them too. */
export const variables = {
  databaseUrl: {
    description: "DATABASE_URL: the connection string of PostgreSQL with user and password. Required unless fetched.",
    file: "database-url",
    placeholder: "postgres://placeholder:placeholder@postgres.example.com:5432/audit",
    neededIn: ["dev", "staging", "prod"],
  },
  redisUrl: {
    description: "REDIS_URL: the connection string of Redis. Required unless fetched.",
    file: "redis-url",
    placeholder: "rediss://:placeholder@redis.example.com:6379",
    neededIn: ["dev", "staging", "prod"],
  },
  authSecret: {
    description:
      "AUTH_SECRET: the key of the server's authentication, at least 32 characters. Default: the stack generates it.",
    file: "auth-secret",
    placeholder: "placeholder-of-an-authentication-key",
    isOptional: true,
  },
} as const satisfies Readonly<Record<SmedrecVariable, SecretKey>>;

const secrets = { ...variables, ...certificatePairKeys("the host") };

/** The `smedrec:` namespace of the configuration. */
export const smedrecSection: Section<typeof schema, keyof typeof secrets> = { namespace: "smedrec", schema, secrets };

/** The plain keys of `smedrec:` as they stand in the stack file. */
export type SmedrecKeys = z.output<typeof schema>;

/** The secret keys of `smedrec:`. */
export type SmedrecSecret = keyof typeof secrets;
