import { parseHost } from "../../config/primitives/host";
import { parseDataKey, parseDnsSubdomain } from "../../config/primitives/names";
import { ArgumentError, at, wholeNumber } from "../argument-error";
import type { CustomFields } from "../custom-resources";
import type { WorkloadIdentity } from "../types";
import type { ScaleTarget } from "./horizontal-autoscaler";
import { metadata } from "./metadata";
import { replicaBounds, type ReplicaBounds } from "./replica-bounds";

/** A key of a Secret in the workload's namespace, from which KEDA itself reads a value. */
export interface SecretReference {
  readonly secret: string;
  readonly key: string;
}

/** Scales on the messages of a NATS JetStream consumer that wait or are not acknowledged yet (SPEC 1.5.6, G-69). */
export interface JetStreamTrigger {
  /**
   * Host and port at which the servers report about themselves, such as `nats-headless.shop-dev.svc:8222`. Of a cluster
   * name the headless Service: KEDA looks for the consumer's leader below it. Only KEDA's pods may go there (C-44).
   */
  readonly monitoringEndpoint: `${string}:${number}` | SecretReference;
  /** Whether that port speaks TLS. Default: false, as NATS serves 8222. */
  readonly https?: boolean;
  /** The account that owns the stream. Default: `$G`, in which NATS keeps what it has no account for (SPEC 1.5.9). */
  readonly account?: string | SecretReference;
  readonly stream: string;
  /** Durable name of the consumer. */
  readonly consumer: string;
  /** Messages per replica: above, pods are added. */
  readonly lagThreshold: number;
}

/** What one ScaledObject does. */
export interface EventScalingSettings extends ReplicaBounds {
  readonly name: string;
  readonly target: ScaleTarget;
  readonly trigger: JetStreamTrigger;
  /** Seconds between two looks of KEDA's operator at the trigger. Default: KEDA's 30. */
  readonly pollingSeconds?: number;
}

/**
 * A ScaledObject with one trigger.
 * @throws ArgumentError for bounds that are no range or reach zero (R-35, G-62), an endpoint that is not a host and a
 * port, names that JetStream would refuse, and a threshold that is no whole number above zero.
 */
export function scaledObject(identity: WorkloadIdentity, settings: EventScalingSettings): CustomFields<"ScaledObject"> {
  const { name, target, trigger, pollingSeconds } = settings;
  const { minReplicas, maxReplicas } = replicaBounds(settings);
  return {
    metadata: metadata(identity, { name, labels: identity.selector }),
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", ...target },
      minReplicaCount: minReplicas,
      maxReplicaCount: maxReplicas,
      ...(pollingSeconds === undefined ? {} : { pollingInterval: wholeNumber("pollingSeconds", pollingSeconds, 1) }),
      triggers: [
        {
          type: "nats-jetstream",
          metadata: triggerMetadata(trigger),
          ...(secretParameters(trigger).length === 0 ? {} : { authenticationRef: { name } }),
        },
      ],
    },
  };
}

/**
 * The TriggerAuthentication of the trigger's values that come from Secrets; nothing if there are none.
 * @throws ArgumentError for malformed names and keys.
 */
export function triggerAuthentication(
  identity: WorkloadIdentity,
  { name, trigger }: Pick<EventScalingSettings, "name" | "trigger">,
): CustomFields<"TriggerAuthentication"> | undefined {
  const references = secretParameters(trigger);
  if (references.length === 0) return undefined;
  return {
    metadata: metadata(identity, { name, labels: identity.selector }),
    spec: {
      secretTargetRef: references.map(([parameter, { secret, key }]) => ({
        parameter,
        name: at(`trigger: ${parameter}`, () => parseDnsSubdomain(secret)),
        key: at(`trigger: ${parameter}`, () => parseDataKey(key)),
      })),
    },
  };
}

/** KEDA takes text only (KEDA, Scalers: NATS JetStream). */
function triggerMetadata(trigger: JetStreamTrigger): Record<string, string> {
  const { monitoringEndpoint, account = "$G", https = false, stream, consumer, lagThreshold } = trigger;
  return {
    ...(typeof monitoringEndpoint === "string"
      ? { natsServerMonitoringEndpoint: hostAndPort("trigger.monitoringEndpoint", monitoringEndpoint) }
      : {}),
    ...(https ? { useHttps: "true" } : {}),
    ...(typeof account === "string" ? { account: jetStreamName("trigger.account", account) } : {}),
    stream: jetStreamName("trigger.stream", stream),
    consumer: jetStreamName("trigger.consumer", consumer),
    lagThreshold: String(wholeNumber("trigger.lagThreshold", lagThreshold, 1)),
  };
}

/** The trigger's values that KEDA reads from Secrets, by the parameter that they are for. */
function secretParameters({ monitoringEndpoint, account }: JetStreamTrigger): [string, SecretReference][] {
  const candidates = { natsServerMonitoringEndpoint: monitoringEndpoint, account };
  return Object.entries(candidates).flatMap(([parameter, value]): [string, SecretReference][] =>
    typeof value === "object" ? [[parameter, value]] : [],
  );
}

function hostAndPort(path: string, endpoint: string): string {
  const [, host, port] = /^([^:/\s]+):(\d{1,5})$/.exec(endpoint) ?? [];
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) {
    const remedy = 'write for example "nats-headless.shop-dev.svc:8222"';
    throw new ArgumentError(path, JSON.stringify(endpoint), "a host, a colon and a port, without a scheme", remedy);
  }
  at(path, () => parseHost(host));
  return endpoint;
}

/** NATS, JetStream naming: no white space, no subject wildcards or separators, no path separators. */
function jetStreamName(path: string, name: string): string {
  if (!/^[^\s.*>/\\\p{C}]{1,255}$/u.test(name)) {
    const allowed = "1 to 255 characters without white space, control characters and . * > / \\";
    throw new ArgumentError(path, JSON.stringify(name), allowed, "use the name that JetStream knows");
  }
  return name;
}
