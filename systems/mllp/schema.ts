import * as z from "zod";

import { choice, flag, group, integer, list, text, textEntry } from "../../config/fields";
import { imageKeys } from "../../config/image";
import { durationFormat, parseDuration } from "../../config/primitives/duration";
import { dnsLabelFormat, dnsSubdomainFormat, parseDnsLabel, parseDnsSubdomain } from "../../config/primitives/names";
import { parseQuantity, quantityFormat } from "../../config/primitives/quantity";
import type { Section } from "../../config/section";
import { extraEnvKey } from "../common/extra-env";
import { resourceKeys } from "../common/resources";
import { restartedAtKey } from "../common/restarted-at";
import { names } from "./values";

/** Log levels of the server; SPEC 1.1.3 uses `debug` and `info`. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;

const schema = z.strictObject({
  images: group("The system's images.", { server: imageKeys("the MLLP server") }),
  logLevel: choice("LOG_LEVEL of the server. Default: debug in dev, info elsewhere.", LOG_LEVELS),
  maxConnections: integer({
    description: "MLLP_MAX_CONNECTIONS of one pod. Default: 10 in dev, 100 in staging, 200 in prod.",
    minimum: 1,
    maximum: 65_535,
    example: 200,
  }),
  preShutdownDelay: text({
    description: "How long the server keeps accepting after SIGTERM, PRE_SHUTDOWN_DELAY. Default: 5s.",
    format: { ...durationFormat, examples: ["5s"] },
    parse: (value) => parseDuration(value, { max: "5m" }),
  }),
  shutdownTimeout: text({
    description:
      "How long the server has to finish open connections after the delay, SHUTDOWN_TIMEOUT. The grace period rises with it. Default: 30s.",
    format: { ...durationFormat, examples: ["60s"] },
    parse: (value) => parseDuration(value, { min: "1s", max: "1h" }),
  }),
  terminationGracePeriodSeconds: integer({
    description:
      "Seconds from SIGTERM to SIGKILL. Default and minimum: preShutdownDelay + shutdownTimeout + 10 (SPEC 1.1.12).",
    minimum: 1,
    maximum: 7_200,
    example: 45,
  }),
  replicas: integer({
    description:
      "Replicas where no autoscaler owns them. Default: 1 in dev, 2 in staging and prod; 1 with persistence.",
    minimum: 1,
    maximum: 100,
    example: 2,
  }),
  hpa: group("The autoscaler, on CPU use.", {
    enabled: flag("Whether there is one. Default: only in prod.", false),
    minReplicas: integer({ description: "Fewest replicas. Default: 2.", minimum: 1, maximum: 100, example: 2 }),
    maxReplicas: integer({ description: "Most replicas. Default: 10.", minimum: 2, maximum: 100, example: 10 }),
    slowScaleDown: flag(
      "Scale down by one pod a minute after five quiet minutes, because open connections don't move (G-23). Default: false, the API's behaviour.",
      true,
    ),
  }),
  resources: resourceKeys(),
  persistence: group("The outbox database on a volume (SPEC 1.1.10). The way there is W-21.", {
    enabled: flag("Whether there is one: one replica, strategy Recreate, no autoscaler. Default: false.", true),
    storageClassName: text({
      description: "Storage class of the claim mllp-data. Default: local-path, which pins the pod to its node.",
      format: { ...dnsSubdomainFormat, examples: ["local-path"] },
      parse: parseDnsSubdomain,
    }),
    size: text({
      description: "Size of the claim mllp-data. Default: 10Gi.",
      format: { ...quantityFormat, examples: ["10Gi"] },
      parse: parseQuantity,
    }),
    fileSystemBackup: flag(
      "Whether Velero's node agent copies the volume's files into the backups of the namespace: of local-path there is no snapshot (G-52). Default: false.",
      true,
    ),
    writableRootFilesystem: flag(
      "Leaves the container's root file system writable, by the exemption mllp-writable-root (C-02). Default: false.",
      false,
    ),
  }),
  tls: group("TLS on the MLLP port (SPEC 1.1.11).", {
    enabled: flag("Whether the server speaks TLS. Default: only in prod (G-22).", true),
  }),
  clientNamespaces: list(
    "Namespaces whose pods may connect; each is given the label network-policy/mllp-client (W-20). Default: none.",
    textEntry({
      description: "Name of an existing namespace.",
      format: { ...dnsLabelFormat, examples: ["hl7-sender"] },
      parse: parseDnsLabel,
    }),
    ["hl7-sender"],
  ),
  extraEnv: extraEnvKey(names.config, { READ_TIMEOUT: "60s" }),
  restartedAt: restartedAtKey(),
});

const secrets = {
  tlsCertificate: {
    description: "The server's certificate with its chain, PEM. Required where mllp:tls.enabled is true, as in prod.",
    file: "tls.crt",
    placeholder: "-----BEGIN CERTIFICATE-----\nplaceholder\n-----END CERTIFICATE-----\n",
    neededIn: ["prod"],
  },
  tlsKey: {
    description: "The private key of the certificate, PEM. Required where mllp:tls.enabled is true, as in prod.",
    file: "tls.key",
    placeholder: "-----BEGIN PRIVATE KEY-----\nplaceholder\n-----END PRIVATE KEY-----\n",
    neededIn: ["prod"],
  },
} as const;

/** The `mllp:` namespace of the configuration. */
export const mllpSection: Section<typeof schema, keyof typeof secrets> = { namespace: "mllp", schema, secrets };

/** The plain keys of `mllp:` as they stand in the stack file. */
export type MllpKeys = z.output<typeof schema>;

/** The secret keys of `mllp:`. */
export type MllpSecret = keyof typeof secrets;
