import * as z from "zod";

import { choice, flag, group, integer, integerEntry, list, map, text, textEntry } from "../../config/fields";
import { digestFormat, parseDigest } from "../../config/primitives/digest";
import { hostFormat, parseHost } from "../../config/primitives/host";
import { tagFormat } from "../../config/primitives/image";
import {
  dnsSubdomainFormat,
  environmentVariableFormat,
  parseDnsSubdomain,
  parseEnvironmentVariable,
} from "../../config/primitives/names";
import { parseQuantity, quantityFormat } from "../../config/primitives/quantity";
import { parseRoleArn, roleArnFormat } from "../../config/primitives/role-arn";
import { migrationKeys } from "../common/migration";
import { restartedAtKey } from "../common/restarted-at";
import { canaryWeight, DESTINATIONS, mostCanarySteps, SERVICES } from "./values";

const cpu = { ...quantityFormat, examples: ["250m"] };
const bytes = { ...quantityFormat, examples: ["256Mi"] };
const ofTheLayers = "Default: what the layers in systems/appointment/layers say";

const probeKeys = (what: string, path: string, mostFailures: number) => ({
  path: text({
    description: `Path of the ${what} probe. Default: ${path}.`,
    format: { pattern: String.raw`^/[^\s?#]*$`, description: "a path that begins with a slash", examples: [path] },
  }),
  initialDelaySeconds: integer({
    description: `Seconds from the start of the container to the first ${what} probe. ${ofTheLayers}.`,
    minimum: 0,
    maximum: 600,
    example: 15,
  }),
  periodSeconds: integer({
    description: `Seconds from one ${what} probe to the next. ${ofTheLayers}.`,
    minimum: 1,
    maximum: 300,
    example: 5,
  }),
  timeoutSeconds: integer({
    description: `Seconds that a ${what} probe waits for an answer. ${ofTheLayers}.`,
    minimum: 1,
    maximum: 60,
    example: 3,
  }),
  failureThreshold: integer({
    description: `Failures in a row after which the ${what} probe counts as failed. ${ofTheLayers}.`,
    minimum: 1,
    maximum: mostFailures,
    example: 3,
  }),
});

const variable = textEntry({
  description: "Name of a variable.",
  format: environmentVariableFormat,
  parse: parseEnvironmentVariable,
});

const storePath = (description: string, example: string) =>
  text({
    description,
    format: { pattern: String.raw`^\S+$`, description: "a text without blanks", examples: [example] },
  });

/** Keys that override a value of the layers; they are the last layer, in the same shape. */
const layered = {
  port: integer({
    description: "Port on which the container listens, called http. Default: 3000 (G-45).",
    minimum: 1025,
    maximum: 65_535,
    example: 3000,
  }),
  servicePort: integer({
    description: "Port of the Service. Default: 80 (G-45).",
    minimum: 1,
    maximum: 65_535,
    example: 80,
  }),
  hpa: group("The autoscaler (SPEC 1.4.6).", {
    minReplicas: integer({
      description: `Fewest replicas. ${ofTheLayers}; in prod at least 3 (R-35).`,
      minimum: 1,
      maximum: 500,
      example: 3,
    }),
    maxReplicas: integer({
      description: `Most replicas. ${ofTheLayers}.`,
      minimum: 2,
      maximum: 500,
      example: 20,
    }),
    cpuPercent: integer({
      description: "Average CPU use in percent of the request at which pods are added. Default: 70.",
      minimum: 1,
      maximum: 1000,
      example: 70,
    }),
    memoryPercent: integer({
      description: "Average memory use in percent of the request at which pods are added. Default: 80.",
      minimum: 1,
      maximum: 1000,
      example: 80,
    }),
  }),
  minAvailable: integer({
    description:
      "Pods that an eviction must leave, less than hpa.minReplicas; 0: no disruption budget. Default: 2 in prod, 1 in staging, 0 in dev (SPEC 1.9).",
    minimum: 0,
    maximum: 500,
    example: 2,
  }),
  resources: group("Compute resources of the container; there is no CPU limit (C-37).", {
    requests: group("Requests of the container.", {
      cpu: text({ description: `CPU request. ${ofTheLayers}.`, format: cpu, parse: parseQuantity }),
      memory: text({ description: `Memory request. ${ofTheLayers}.`, format: bytes, parse: parseQuantity }),
    }),
    limits: group("Limits of the container.", {
      memory: text({ description: `Memory limit. ${ofTheLayers}.`, format: bytes, parse: parseQuantity }),
    }),
  }),
  probes: group("How the kubelet asks the container (G-06).", {
    liveness: group("The liveness probe, an HTTP GET (G-06).", probeKeys("liveness", "/health", 30)),
    readiness: group("The readiness probe, an HTTP GET (G-06).", probeKeys("readiness", "/ready", 30)),
    startup: group("The startup probe, an HTTP GET; the others begin when it has succeeded (G-08).", {
      enabled: flag(
        "Whether there is one, for a service that needs long before it answers, as one that migrates at its start (C-48). Default: false.",
        true,
      ),
      ...probeKeys("startup", "/health", 600),
    }),
  }),
  callers: list(
    "Services of the platform whose pods may call this one; the list takes the place of the default. Default: booking for availability, none elsewhere (SPEC 1.8).",
    z.enum(SERVICES),
    ["booking"],
  ),
  destinations: list(
    "What the service reaches outside of the cluster, at the addresses of appointment:*Cidrs; the list takes the place of the default. Default: rds and msk for booking, openSearch for search, msk for notification, none elsewhere (G-11).",
    z.enum(DESTINATIONS),
    ["rds", "msk"],
  ),
  ingress: group("The Ingress of the service (SPEC 1.4.3).", {
    enabled: flag("Whether the service has an Ingress; it then needs a host. Default: false.", true),
    tlsSecretName: text({
      description:
        "Secret with the certificate of the host. Default: the service's name with -tls, as booking-service-tls.",
      format: { ...dnsSubdomainFormat, examples: ["booking-service-tls"] },
      parse: parseDnsSubdomain,
    }),
  }),
};

/** What the layers have no value for. */
const installation = {
  roleArn: text({
    description:
      "ARN of the IAM role that the service's pods may take. Required for booking and search in staging and prod (R-68). Default: none.",
    format: roleArnFormat,
    parse: parseRoleArn,
  }),
  host: text({
    description:
      "Name under which the service is reached from outside: by its Ingress, or by its VirtualService at appointment:gateway. Default: none.",
    format: { ...hostFormat, examples: ["booking.example.com"] },
    parse: parseHost,
  }),
  paths: list(
    "Beginnings of the paths that are served under the host. An Ingress denies /metrics beside them; at the mesh gateway none may reach it (R-71). Default: / for an Ingress, /api for the gateway.",
    textEntry({
      description: "Beginning of a path.",
      format: {
        pattern: "^/[A-Za-z0-9._/-]*$",
        description: "a path that begins with a slash, of letters, digits and . _ / -",
        examples: ["/api/bookings"],
      },
    }),
    ["/api/bookings"],
  ),
  extraEnv: map("Variables of the container, as text; never a secret (G-51). Default: none.", variable, z.string(), {
    LOG_LEVEL: "info",
  }),
  externalSecrets: map(
    "Variables of the container that the External Secrets Operator fetches from appointment:secretStore; the program never sees them (G-16). Default: none.",
    variable,
    z.strictObject({
      key: storePath("Path of the entry in the store.", "appointment/prod"),
      property: storePath("Field of the entry. Default: the entry as a whole.", "password"),
    }),
    { DATABASE_PASSWORD: { key: "appointment/prod", property: "password" } },
  ),
  migration: migrationKeys("the service", ["node", "dist/migrate.js"]),
  restartedAt: restartedAtKey(),
};

const every = { ...layered, ...installation };

/** Keys of a service that always rolls. */
export const rollingKeys = group("One service of the platform.", every);

/** Keys of a service with a node group of its own. */
export const searchKeys = group("The search service.", {
  ...every,
  searchNodes: flag(
    "Whether the pods run on the nodes that carry label and taint workload=search, and nowhere else (SPEC 1.4.8). Default: true in staging and prod, false in dev.",
    true,
  ),
});

/** Keys of a service that a canary may release. */
export const canaryKeys = group("One service of the platform that is released by a canary.", {
  ...every,
  strategy: choice(
    "Whether releases get a share of the traffic first; the Deployment itself rolls anyway (C-30). Default: canary in prod, rolling elsewhere.",
    ["canary", "rolling"],
  ),
  canary: group("The release that is on trial, in prod only. Leave the whole group out when there is none (W-12).", {
    digest: text({
      description: "Digest of the image on trial, from the service's own repository. Required (C-28).",
      format: digestFormat,
      parse: parseDigest,
    }),
    tag: text({ description: "Tag of the image on trial, for people. Default: none.", format: tagFormat }),
    weights: list(
      `Percent of the requests that the canary gets, step after step: each more than the one before, at most ${mostCanarySteps} of them (C-31). Default: one step of ${canaryWeight}.`,
      integerEntry({
        description: "Percent of the requests in one step.",
        minimum: 1,
        maximum: 99,
        example: canaryWeight,
      }),
      [canaryWeight, 25, 50],
    ),
    step: integer({
      description:
        "Which of the weights holds now, counted from 0 as in weights[0]. Another step changes the split and restarts no pod. Default: 0.",
      minimum: 0,
      maximum: mostCanarySteps - 1,
      example: 1,
    }),
  }),
});
