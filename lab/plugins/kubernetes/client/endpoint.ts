/** Where the API server is and how to prove who we are, from a kubeconfig. */
import { stat } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import { homedir } from "node:os";
import path from "node:path";
import type { KubeConfig } from "@kubernetes/client-node/dist/config.js";

/** Which cluster; everything not given comes from the kubeconfig. */
export interface EndpointOptions {
  /** A path or the content of a kubeconfig; default: $KUBECONFIG, else ~/.kube/config, else the pod's own account. */
  kubeconfig?: string;
  context?: string;
  cluster?: string;
}

/** What a request needs to reach the server. */
export interface Connection {
  url: URL;
  tls: https.AgentOptions;
  headers: http.OutgoingHttpHeaders;
  agent: http.Agent;
}

/** Requests that run at the same time; more would only queue in the API server. */
const MOST_CONNECTIONS = 64;

/** One cluster of a kubeconfig, with connections that are kept. */
export class Endpoint {
  private current: Promise<Connection> | undefined;

  private constructor(
    private readonly config: KubeConfig,
    /** The server's URL. */
    readonly server: string,
    /** The name of the context in use. */
    readonly context: string,
    /** The context's namespace, or undefined. */
    readonly namespace: string | undefined,
    private readonly connections: number,
  ) {}

  /** Reads the kubeconfig. @throws Error with what is wrong in it and which contexts or clusters it has. */
  static async load(options: EndpointOptions): Promise<Endpoint> {
    // Loaded at the first use: it is large, and the engine waits for the plugin's port.
    const { KubeConfig } = await import("@kubernetes/client-node/dist/config.js");
    const config = new KubeConfig();
    await readInto(config, options.kubeconfig);
    const contextName = options.context ?? config.currentContext;
    const names = config.contexts.map(({ name }) => name);
    const context = config.contexts.find(({ name }) => name === contextName);
    if (context === undefined) {
      const given = contextName ? `context "${contextName}" does not exist` : "no current context is set";
      throw new Error(`${given}; the kubeconfig has ${quoted(names)}`);
    }
    const clusterName = options.cluster ?? context.cluster;
    const cluster = config.clusters.find(({ name }) => name === clusterName);
    if (cluster === undefined) {
      const known = quoted(config.clusters.map(({ name }) => name));
      throw new Error(
        `cluster "${clusterName}" of context "${context.name}" does not exist; the kubeconfig has ${known}`,
      );
    }
    // The library takes both from the current context, so an override of the cluster becomes a context of its own.
    config.contexts = [{ ...context, cluster: clusterName }];
    config.setCurrentContext(context.name);
    return new Endpoint(config, cluster.server, context.name, context.namespace, MOST_CONNECTIONS);
  }

  /** The same server through connections of its own, as many as are asked for: watches must not hold up requests. */
  forWatches(): Endpoint {
    return new Endpoint(this.config, this.server, this.context, this.namespace, Number.POSITIVE_INFINITY);
  }

  /** How to reach the server; credentials are asked for once, see {@link renew}. */
  connection(): Promise<Connection> {
    this.current ??= this.connect();
    return this.current;
  }

  /** Asks for fresh credentials, after the server refused the old ones. */
  renew(): void {
    this.current = undefined;
  }

  private async connect(): Promise<Connection> {
    const options: https.RequestOptions = {};
    await this.config.applyToHTTPSOptions(options);
    const { ca, cert, key, pfx, passphrase, servername, rejectUnauthorized, auth, headers, agent } = options;
    const tls: https.AgentOptions = {
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(pfx === undefined ? {} : { pfx }),
      ...(passphrase === undefined ? {} : { passphrase }),
      ...(servername === undefined ? {} : { servername }),
      ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
    };
    const kept = { keepAlive: true, maxSockets: this.connections, scheduling: "lifo" as const };
    const url = new URL(this.server);
    const direct = url.protocol === "https:" ? new https.Agent({ ...kept, ...tls }) : new http.Agent(kept);
    const viaProxy = this.config.getCurrentCluster()?.proxyUrl ? (agent as http.Agent) : undefined;
    const basic = auth ? { Authorization: `Basic ${Buffer.from(auth).toString("base64")}` } : {};
    return {
      url,
      tls,
      headers: {
        ...(headers as http.OutgoingHttpHeaders | undefined),
        ...basic,
        "User-Agent": "pulumi-kubernetes-lab",
      },
      agent: viaProxy ?? direct,
    };
  }
}

async function readInto(config: KubeConfig, pathOrContent: string | undefined): Promise<void> {
  if (pathOrContent === undefined || pathOrContent === "") {
    config.loadFromDefault();
    return;
  }
  const file = pathOrContent.startsWith("~/") ? path.join(homedir(), pathOrContent.slice(2)) : pathOrContent;
  const isFile =
    !file.includes("\n") &&
    (await stat(file).then(
      (found) => found.isFile(),
      () => false,
    ));
  if (isFile) {
    config.loadFromFile(file);
    return;
  }
  // A text without a line break or a brace is no kubeconfig but the path of a file that is not there.
  if (!/[\n{]/.test(file)) throw new Error(`the file ${file} does not exist`);
  config.loadFromString(file);
}

function quoted(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.map((name) => `"${name}"`).join(", ");
}
