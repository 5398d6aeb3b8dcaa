import { parseQuantity, type ByteQuantity } from "../../config/primitives/quantity";
import { ArgumentError, at, wholeNumber } from "../argument-error";

/** What one server of a NATS cluster is told; all servers are told the same. */
export interface NatsConfigSettings {
  /** Name of the StatefulSet: its pods are NAME-0, NAME-1, … */
  readonly name: string;
  /** The headless Service that names the pods. */
  readonly headlessService: string;
  readonly replicas: number;
  readonly ports: { readonly client: number; readonly cluster: number; readonly monitor: number };
  /** Folder of the streams, and the size of the volume there. */
  readonly storeDirectory: string;
  readonly storeSize: ByteQuantity;
  /** Folder in which the server writes its process number, for the hook that stops it. */
  readonly pidFile: string;
  /** How long a stopping server takes to send its clients away: at least 30, NATS's own bound. */
  readonly lameDuckSeconds: number;
  /** Folder of a certificate for clients and for the other servers, with the authority of both. Default: plain TCP. */
  readonly tlsDirectory?: string | undefined;
  /** Further file that says who may connect, relative to this one. Default: whoever the NetworkPolicy admits. */
  readonly include?: string | undefined;
}

/**
 * The configuration file of a NATS server with JetStream in a cluster (NATS, Configuration). The server's name is the
 * pod's, from the variable POD_NAME: KEDA looks for a consumer's leader under that name, and takes the names of the routes
 * only as long as no addresses are advertised (KEDA, NATS JetStream).
 * @throws ArgumentError for sizes of nothing, a time below NATS's bound, and no server.
 */
export function natsConfig(settings: NatsConfigSettings): string {
  const { name, headlessService, ports, storeDirectory, pidFile, include, tlsDirectory } = settings;
  const replicas = wholeNumber("replicas", settings.replicas, 1);
  const lameDuck = wholeNumber("lameDuckSeconds", settings.lameDuckSeconds, 30);
  const routes = Array.from(
    { length: replicas },
    (_, index) => `    nats-route://${name}-${index}.${headlessService}:${ports.cluster}`,
  );
  return [
    "server_name: $POD_NAME",
    `port: ${ports.client}`,
    `http_port: ${ports.monitor}`,
    `pid_file: "${pidFile}"`,
    "lame_duck_grace_period: 10s",
    `lame_duck_duration: ${lameDuck}s`,
    "jetstream {",
    `  store_dir: "${storeDirectory}"`,
    `  max_file_store: ${fileStoreBytes(settings.storeSize)}`,
    // Without it a server takes three quarters of its memory for streams.
    "  max_memory_store: 0",
    "}",
    ...tlsBlock("", tlsDirectory),
    "cluster {",
    `  name: ${name}`,
    `  port: ${ports.cluster}`,
    "  no_advertise: true",
    ...tlsBlock("  ", tlsDirectory),
    "  routes: [",
    ...routes,
    "  ]",
    "}",
    ...(include === undefined ? [] : [`include "${include}"`]),
    "",
  ].join("\n");
}

/** Files as cert-manager names them. Between servers both sides are checked whatever is said (NATS, Cluster TLS). */
function tlsBlock(indent: string, folder: string | undefined): string[] {
  if (folder === undefined) return [];
  const file = (name: string): string => JSON.stringify(`${folder}/${name}`);
  return [
    `${indent}tls {`,
    `${indent}  cert_file: ${file("tls.crt")}`,
    `${indent}  key_file: ${file("tls.key")}`,
    `${indent}  ca_file: ${file("ca.crt")}`,
    `${indent}}`,
  ];
}

/** The part of a memory limit that Go's collector keeps to (variable GOMEMLIMIT), in bytes: the rest is not on its heap. */
export function goMemoryLimit(path: string, limit: ByteQuantity): string {
  return String(share(bytes(path, limit), 80n));
}

/** Streams fill nine tenths of the volume; what the cluster writes about them finds room in the rest. */
function fileStoreBytes(size: ByteQuantity): string {
  const room = share(bytes("storage.size", size), 90n);
  if (room === 0n) {
    throw new ArgumentError("storage.size", JSON.stringify(size), "more than 0", "say how much is stored");
  }
  return String(room);
}

function bytes(path: string, quantity: ByteQuantity): bigint {
  return at(path, () => parseQuantity(quantity)).nano / 1_000_000_000n;
}

function share(total: bigint, percent: bigint): bigint {
  return (total * percent) / 100n;
}
