import * as z from "zod";

import { choice, flag, group, integer, list, map, text, textEntry } from "../../config/fields";
import { imageKeys } from "../../config/image";
import { durationFormat, parseDuration } from "../../config/primitives/duration";
import { hostFormat, parseHost } from "../../config/primitives/host";
import {
  dnsSubdomainFormat,
  labelKeyFormat,
  labelValueFormat,
  parseDnsSubdomain,
  parseLabelKey,
  parseLabelValue,
} from "../../config/primitives/names";
import { parseQuantity, quantityFormat } from "../../config/primitives/quantity";
import type { Section } from "../../config/section";
import { addressBlocksKey } from "../common/address-blocks";
import { certificateIssuerKeys, certificatePairKeys } from "../common/certificate";
import { extraEnvKey } from "../common/extra-env";
import { migrationKeys } from "../common/migration";
import { quotaKey } from "../common/quota";
import { replicaKeys } from "../common/replicas";
import { resourceKeys } from "../common/resources";
import { restartedAtKey } from "../common/restarted-at";
import { externalSecretsKey, secretStoreKey, secretsVersionKey } from "../common/secret-origins";
import { images, monitoring, names } from "./values";

/** Levels of Elixir's Logger that are of use here; SPEC 1.2.14 uses `debug` and `info`. */
export const LOG_LEVELS = ["debug", "info", "notice", "warning", "error"] as const;

/** What runs the database (C-10). */
export const DATABASE_KINDS = ["timescale", "cloudNativePg"] as const;

/** How Prometheus reads the app's own metrics (G-28). */
export const SCRAPES = ["meshIdentity", "plaintext"] as const;

/** Secrets that the program makes where nobody gives them. */
export const GENERATED_SECRETS = ["databasePassword", "rolePassword", "secretKeyBase", "encryptionKey"] as const;

type TextKey = ReturnType<typeof text>;

const host = (description: string, example: string): TextKey =>
  text({ description, format: { ...hostFormat, examples: [example] }, parse: parseHost });

const objectName = (description: string, example: string): TextKey =>
  text({ description, format: { ...dnsSubdomainFormat, examples: [example] }, parse: parseDnsSubdomain });

const duration = (description: string, example: string, min: "1s" | "1h"): TextKey =>
  text({
    description,
    format: { ...durationFormat, examples: [example] },
    parse: (value) => parseDuration(value, { min }),
  });

/** The way in (SPEC 1.2.10). */
const gateway = group("The way from outside to the app (SPEC 1.2.10).", {
  prefixes: list(
    "Beginnings of the paths that are served; none may reach /metrics (R-71). Default: /api (G-50).",
    textEntry({
      description: "Beginning of a path.",
      format: {
        pattern: String.raw`^/[^\s?#*]*$`,
        description: "a path that begins with /, without wildcards",
        examples: ["/api"],
      },
    }),
    ["/api"],
  ),
  timeout: duration("Greatest time of a request with all its tries. Default: 30s.", "30s", "1s"),
  attempts: integer({
    description: "Tries besides the first. Default: 3.",
    minimum: 0,
    maximum: 10,
    example: 3,
  }),
  perTryTimeout: duration(
    "Greatest time of one try. Default: 10s, with which the last retry may be cut; 7s lets all of them end (C-18).",
    "7s",
    "1s",
  ),
  redirectHttp: flag(
    "Whether port 80 answers with a redirect to HTTPS. Default: false, it is not served (G-50).",
    true,
  ),
  podLabels: map(
    "Labels of the gateway's pods. Default: istio: ingressgateway.",
    textEntry({ description: "Key of a label.", format: labelKeyFormat, parse: parseLabelKey }),
    textEntry({ description: "Value of a label.", format: labelValueFormat, parse: parseLabelValue }),
    { istio: "ingressgateway" },
  ),
});

/** The database (SPEC 1.2.9). */
const database = group("The database (SPEC 1.2.9).", {
  kind: choice(
    "One TimescaleDB pod, or a cluster that CloudNativePG runs (C-10). The one does not take over the data of the other. Default: timescale.",
    DATABASE_KINDS,
  ),
  instances: integer({
    description: "Instances of the cluster, with cloudNativePg. Default: 3 in prod, 1 elsewhere.",
    minimum: 1,
    maximum: 9,
    example: 3,
  }),
  applicationRole: text({
    description:
      "Role without the superuser's rights that the app uses, made with a password of its own when the database is new (C-13). Default: none, the app is the user postgres; with cloudNativePg: healthcare.",
    format: {
      pattern: "^(?!postgres$|pg_|streaming_replica$)[a-z_][a-z0-9_]{0,62}$",
      description:
        "lower-case letters, digits and _, not beginning with pg_, and neither postgres nor streaming_replica",
      examples: ["healthcare"],
    },
  }),
  storageClassName: objectName(
    "Storage class of the volume. Default: fast-ssd, in dev the cluster's own default class.",
    "fast-ssd",
  ),
  size: text({
    description: "Size of the volume. Default: the environment's.",
    format: { ...quantityFormat, examples: ["100Gi"] },
    parse: parseQuantity,
  }),
  maxConnections: integer({
    description:
      "max_connections of the server: the pools of the most pods and of one more, and three that PostgreSQL keeps for its superuser (G-37). Default: 250 in prod, 100 elsewhere.",
    minimum: 10,
    maximum: 10_000,
    example: 250,
  }),
  resources: resourceKeys("the database's container"),
});

/** The backup (SPEC 1.2.13). */
const backup = group("The daily backup of the namespace, only in prod (SPEC 1.2.13, R-72).", {
  bucket: text({
    description: "Bucket of the backups. Default: healthcare-k8s-backups.",
    format: {
      pattern: "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$",
      description: "3 to 63 lower-case letters, digits, . and -",
      examples: ["healthcare-k8s-backups"],
    },
  }),
  region: text({
    description: "Region of bucket and snapshots. Default: us-east-1.",
    format: { pattern: "^[a-z0-9]+(-[a-z0-9]+)*$", description: "the name of a region", examples: ["us-east-1"] },
  }),
  ttl: duration("How long a backup is kept. Default: 720h, Velero's 30 days (G-52).", "52560h", "1h"),
  createLocations: flag(
    "Whether the program makes the locations default; false where velero install made them. Default: true.",
    false,
  ),
});

const schema = z.strictObject({
  images: group("The system's images.", {
    app: imageKeys("the app", images.app),
    database: imageKeys("the database", images.database),
  }),
  host: host(
    "Public DNS name, PHX_HOST. Default: healthcare.example.com, with staging. or dev. before it in these environments.",
    "healthcare.example.com",
  ),
  gateway,
  certificateIssuer: certificateIssuerKeys("the gateway"),
  logLevel: choice("LOG_LEVEL of the app. Default: debug in dev, info elsewhere.", LOG_LEVELS),
  poolSize: integer({
    description: "POOL_SIZE: connections of one pod to the database. Default: 5 in dev, 10 in staging, 20 in prod.",
    minimum: 1,
    maximum: 1000,
    example: 20,
  }),
  ectoIpv6: flag("ECTO_IPV6: whether the app reaches the database by IPv6. Default: false.", true),
  ...replicaKeys("the app"),
  resources: resourceKeys("the app's container"),
  migration: migrationKeys("the app", ["bin/healthcare", "eval", "Healthcare.Release.migrate()"]),
  database,
  externalCidrs: addressBlocksKey(
    "servers outside that the app may reach on port 443",
    "all public IPv4 addresses, by the exemption healthcare-external-https (C-15)",
  ),
  externalHosts: list(
    "Hosts outside the cluster that the sidecars shall know, for a mesh that lets nothing else out (C-15). Default: none.",
    textEntry({
      description: "A DNS name.",
      format: { ...hostFormat, examples: ["api.openai.com"] },
      parse: parseHost,
    }),
    ["api.openai.com"],
  ),
  metrics: group("What Prometheus is told about the app.", {
    enabled: flag("Whether there are monitors and alerts. Default: false in dev, true elsewhere (SPEC 1.2.2).", true),
    scrape: choice(
      "How Prometheus reads the app's metrics under strict mTLS: with a certificate of the mesh, or in plain text, for which port 4000 takes plain text for /metrics (G-28). Default: meshIdentity.",
      SCRAPES,
    ),
    certificates: text({
      description: `Folder in which Prometheus finds its certificates of the mesh, with meshIdentity. Default: ${monitoring.certificates}.`,
      format: {
        pattern: String.raw`^/\S*[^/\s]$`,
        description: "an absolute path",
        examples: [monitoring.certificates],
      },
    }),
  }),
  quota: quotaKey("of the app and its migration, of the database, and of the MLLP server in the same namespace"),
  backup,
  secretStore: secretStoreKey(),
  externalSecrets: externalSecretsKey([...GENERATED_SECRETS, "databaseUrl", "openaiApiKey"]),
  secretsVersion: secretsVersionKey(GENERATED_SECRETS),
  extraEnv: extraEnvKey(names.config, { PLUGIN_TIMEOUT: "5s" }),
  restartedAt: restartedAtKey(),
});

const secrets = {
  openaiApiKey: {
    description: "OPENAI_API_KEY of the app. Required: nobody but its issuer can make one.",
    file: "openai-api-key.txt",
    placeholder: "placeholder-of-an-api-key",
    neededIn: ["dev", "staging", "prod"],
  },
  databasePassword: {
    description: "Password of the database's user, part of DATABASE_URL. Default: generated (C-13).",
    file: "database-password.txt",
    placeholder: "placeholder-of-a-password",
    isOptional: true,
  },
  rolePassword: {
    description: "Password of healthcare:database.applicationRole. Default: generated.",
    file: "role-password.txt",
    placeholder: "placeholder-of-a-password",
    isOptional: true,
  },
  secretKeyBase: {
    description: "SECRET_KEY_BASE of the app, at least 64 characters. Default: generated.",
    file: "secret-key-base.txt",
    placeholder: "placeholder".repeat(6),
    isOptional: true,
  },
  encryptionKey: {
    description: "ENCRYPTION_KEY of the app, 32 bytes in hex: PHI is encrypted with it. Default: generated.",
    file: "encryption-key.txt",
    placeholder: "0".repeat(64),
    isOptional: true,
  },
  ...certificatePairKeys("the gateway"),
} as const;

/** The `healthcare:` namespace of the configuration. */
export const healthcareSection: Section<typeof schema, keyof typeof secrets> = {
  namespace: "healthcare",
  schema,
  secrets,
};

/** The plain keys of `healthcare:` as they stand in the stack file. */
export type HealthcareKeys = z.output<typeof schema>;

/** The secret keys of `healthcare:`. */
export type HealthcareSecret = keyof typeof secrets;
