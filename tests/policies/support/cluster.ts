/** Asks a real API server whether it would admit a pod. */
import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from "node:https";

import { KubeConfig } from "@kubernetes/client-node";

import type { JsonObject } from "./objects";

export interface Answer {
  readonly status: number;
  readonly message: string;
}

/** Admitted, refused by PodSecurity, or not a valid pod at all. */
export type Admission =
  { readonly kind: "admitted" } | { readonly kind: "refused" | "invalid"; readonly message: string };

/** One connection pool to the API server of a kubeconfig. */
export class Cluster {
  private constructor(
    private readonly server: URL,
    private readonly options: RequestOptions,
    private readonly agent: HttpAgent | HttpsAgent,
  ) {}

  static async connect(kubeconfig: string): Promise<Cluster> {
    const config = new KubeConfig();
    config.loadFromFile(kubeconfig);
    const server = config.getCurrentCluster()?.server;
    if (server === undefined) {
      throw new Error(`${kubeconfig} has no current cluster`);
    }
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    const url = new URL(server);
    const pool = { keepAlive: true, maxSockets: 8 };
    const { ca, cert, key } = options;
    const agent = url.protocol === "https:" ? new HttpsAgent({ ...pool, ca, cert, key }) : new HttpAgent(pool);
    return new Cluster(url, options, agent);
  }

  close(): void {
    this.agent.destroy();
  }

  /** Makes a namespace with these labels and waits until pods can be made in it. */
  async createNamespace(name: string, labels: JsonObject): Promise<void> {
    const made = await this.send("POST", "/api/v1/namespaces", { metadata: { name, labels } });
    if (made.status !== 201) {
      throw new Error(`namespace ${name} was not made: ${made.message}`);
    }
    const deadline = Date.now() + 60_000;
    // Pods need the namespace's default service account, which a controller makes.
    while ((await this.send("GET", `/api/v1/namespaces/${name}/serviceaccounts/default`)).status !== 200) {
      if (Date.now() > deadline) {
        throw new Error(`namespace ${name} got no default service account within a minute`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async deleteNamespace(name: string): Promise<void> {
    await this.send("DELETE", `/api/v1/namespaces/${name}`);
  }

  /** What the server would say to this pod in this namespace; nothing is made. */
  async admission(namespace: string, pod: JsonObject): Promise<Admission> {
    const { status, message } = await this.send("POST", `/api/v1/namespaces/${namespace}/pods?dryRun=All`, pod);
    if (status === 201) {
      return { kind: "admitted" };
    }
    return { kind: status === 403 && message.includes("violates PodSecurity") ? "refused" : "invalid", message };
  }

  private send(method: string, path: string, body?: JsonObject): Promise<Answer> {
    const send = this.server.protocol === "https:" ? httpsRequest : httpRequest;
    const options = { ...this.options, method, agent: this.agent, headers: { "content-type": "application/json" } };
    return new Promise((resolve, reject) => {
      const request = send(new URL(path, this.server), options, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        response.on("error", reject);
        response.on("end", () => {
          const { message = "" } = JSON.parse(text) as { message?: string };
          resolve({ status: response.statusCode ?? 0, message });
        });
      });
      request.on("error", reject);
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}
