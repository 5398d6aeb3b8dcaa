import type { ByteQuantity } from "../../config/primitives/quantity";
import { goMemoryLimit, natsConfig } from "./nats-config";
import { natsClientPort, natsClusterPort, natsMetricsPort, natsMonitorPort } from "./nats-flows";
import type { Container, Drain, PodUser, Resources, Volume } from "./pod-settings";

/** What the pods of one NATS cluster are made of. */
export interface NatsServerSettings {
  /** Of the StatefulSet; the ConfigMap and the Secret are named after it. */
  readonly name: string;
  readonly replicas: number;
  readonly image: string;
  readonly resources: Resources;
  readonly storeSize: ByteQuantity;
  /** Whether a Secret says who may connect. */
  readonly isAuthorized: boolean;
  /** Name of the Secret with the servers' certificate. Default: plain TCP. */
  readonly tlsSecret?: string | undefined;
}

/** Names of the objects that belong to a NATS cluster. */
export function natsNames(name: string): { config: string; authorization: string; headless: string } {
  return { config: `${name}-config`, authorization: `${name}-authorization`, headless: `${name}-headless` };
}

/** Keys of the ConfigMap and of the Secret, and so names of files. */
export const natsFiles = { config: "nats.conf", authorization: "authorization.conf" } as const;
/** The claim template with the streams. */
export const natsDataVolume = "data";

/** The official image's user `nats`; the process needs none in particular. */
export const natsUser: PodUser = { user: 1000, group: 1000, fsGroup: 1000, fsGroupChangePolicy: "OnRootMismatch" };

const folders = {
  config: "/etc/nats-config",
  authorization: "/etc/nats-authorization",
  tls: "/etc/nats-tls",
  data: "/data",
  run: "/run/nats",
};
const pidFile = `${folders.run}/nats.pid`;
/** NATS's own lower bound for sending clients away one by one. */
const lameDuckSeconds = 30;

/** The hook gives the order and returns at once; the server then sends its clients away and ends by itself. */
export const natsDrain: Drain = {
  preStop: { sleepSeconds: 1, command: ["nats-server", `--signal=ldm=${pidFile}`] },
  drainSeconds: lameDuckSeconds,
  graceSeconds: 60,
};

/**
 * The configuration file of all servers of the cluster.
 * @throws ArgumentError as {@link natsConfig}.
 */
export function natsConfigText(settings: NatsServerSettings): string {
  const { name, replicas, storeSize, isAuthorized, tlsSecret } = settings;
  return natsConfig({
    name,
    headlessService: natsNames(name).headless,
    replicas,
    ports: { client: natsClientPort.number, cluster: natsClusterPort.number, monitor: natsMonitorPort.number },
    storeDirectory: folders.data,
    storeSize,
    pidFile,
    lameDuckSeconds,
    ...(tlsSecret === undefined ? {} : { tlsDirectory: folders.tls }),
    ...(isAuthorized ? { include: `../nats-authorization/${natsFiles.authorization}` } : {}),
  });
}

/** Where a NATS cluster is. */
interface NatsHosts {
  readonly name: string;
  readonly namespace: string;
  readonly replicas: number;
}

/** Names under which clients reach a NATS cluster and its servers reach each other: those of its certificate. */
export function natsHosts({ name, namespace, replicas }: NatsHosts): string[] {
  const { headless } = natsNames(name);
  const servers = Array.from({ length: replicas }, (_, index) => `${name}-${index}.${headless}`);
  return [name, ...servers].flatMap((host) => [host, `${host}.${namespace}`, `${host}.${namespace}.svc`]);
}

/** The part of the configuration that names the one user. NATS reads text in quotes as JSON writes it. */
export function natsAuthorizationText(user: string, password: string): string {
  return `authorization { user: ${JSON.stringify(user)}, password: ${JSON.stringify(password)} }\n`;
}

/** The volumes besides the claim. */
export function natsVolumes({ name, isAuthorized, tlsSecret }: NatsServerSettings): Record<string, Volume> {
  const { config, authorization } = natsNames(name);
  return {
    config: { configMap: config },
    run: { scratch: "1Mi" },
    ...(isAuthorized ? { authorization: { secret: authorization } } : {}),
    ...(tlsSecret === undefined ? {} : { tls: { secret: tlsSecret } }),
  };
}

/**
 * The container of a server. It is alive as long as JetStream is on, ready when it has JetStream's own server running, and
 * has started when it has read its streams, for which it gets a quarter of an hour (NATS, Monitoring: healthz).
 * @throws ArgumentError for a memory limit that is no quantity.
 */
export function natsContainer({ image, resources, isAuthorized, tlsSecret }: NatsServerSettings): Container {
  const health = { http: natsMonitorPort, timeoutSeconds: 5 };
  return {
    name: "nats",
    image,
    args: ["--config", `${folders.config}/${natsFiles.config}`],
    ports: [natsClientPort, natsClusterPort, natsMonitorPort],
    env: {
      POD_NAME: { field: "metadata.name" },
      GOMEMLIMIT: goMemoryLimit("resources.limits.memory", resources.limits.memory),
    },
    probes: {
      startup: { ...health, path: "/healthz", periodSeconds: 10, failureThreshold: 90 },
      readiness: { ...health, path: "/healthz?js-server-only=true", periodSeconds: 5, failureThreshold: 3 },
      liveness: { ...health, path: "/healthz?js-enabled-only=true", periodSeconds: 20, failureThreshold: 3 },
    },
    resources,
    mounts: {
      [natsDataVolume]: { path: folders.data },
      config: { path: folders.config },
      run: { path: folders.run },
      ...(isAuthorized ? { authorization: { path: folders.authorization } } : {}),
      ...(tlsSecret === undefined ? {} : { tls: { path: folders.tls } }),
    },
  };
}

/** The container of an exporter, which reads the server beside it and shows what Prometheus can read. */
export function natsExporter({
  image,
  resources,
}: {
  readonly image: string;
  readonly resources: Resources;
}): Container {
  const shown = { http: natsMetricsPort, path: "/metrics", timeoutSeconds: 5, failureThreshold: 3 };
  return {
    name: "exporter",
    image,
    args: [
      `-port=${natsMetricsPort.number}`,
      "-varz",
      "-connz",
      "-routez",
      "-subz",
      "-jsz=all",
      "-prefix=nats",
      "-use_internal_server_id",
      `http://localhost:${natsMonitorPort.number}/`,
    ],
    ports: [natsMetricsPort],
    probes: { liveness: { ...shown, periodSeconds: 30 }, readiness: { ...shown, periodSeconds: 10 } },
    resources,
  };
}
