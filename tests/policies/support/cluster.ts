/** Asks a real API server what it would say to an object. */
import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from "node:https";

import { KubeConfig } from "@kubernetes/client-node";

import type { JsonObject } from "./objects";

export interface Answer {
  readonly status: number;
  /** The reason for a refusal; empty for an object. */
  readonly message: string;
  /** The texts of the warnings that came with the answer. */
  readonly warnings: readonly string[];
  readonly body: JsonObject;
}

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
    await this.create("/api/v1/namespaces", { metadata: { name, labels } });
    // Pods need the namespace's default service account, which a controller makes.
    await this.until(
      `namespace ${name} has its default service account`,
      async () => (await this.send("GET", `/api/v1/namespaces/${name}/serviceaccounts/default`)).status === 200,
    );
  }

  async deleteNamespace(name: string): Promise<void> {
    await this.send("DELETE", `/api/v1/namespaces/${name}`);
  }

  /** Makes an object. @returns it as it is stored @throws Error with the server's reason when it is refused */
  async create(path: string, object: JsonObject): Promise<JsonObject> {
    const { status, message, body } = await this.send("POST", path, object);
    if (status !== 201) {
      throw new Error(`${path}: the object was not made: ${message}`);
    }
    return body;
  }

  /** Changes fields of an object. @throws Error with the server's reason when that is refused */
  async patch(path: string, change: JsonObject): Promise<void> {
    const { status, message } = await this.send("PATCH", path, change);
    if (status !== 200) {
      throw new Error(`${path} was not changed: ${message}`);
    }
  }

  /** What the server would say to this request; nothing changes. A field that the server does not know is an error. */
  dryRun(method: "POST" | "PUT", path: string, object: JsonObject): Promise<Answer> {
    return this.send(method, `${path}?dryRun=All&fieldValidation=Strict`, object);
  }

  /** The minor version of the server's Kubernetes. */
  async minorVersion(): Promise<number> {
    const { minor } = (await this.send("GET", "/version")).body;
    return typeof minor === "string" ? Number.parseInt(minor, 10) : Number.NaN;
  }

  /** Waits for something that the cluster does by itself. @throws Error when it has not happened within a minute */
  async until(what: string, happened: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!(await happened())) {
      if (Date.now() > deadline) {
        throw new Error(`not within a minute: ${what}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  private send(method: string, path: string, body?: JsonObject): Promise<Answer> {
    const send = this.server.protocol === "https:" ? httpsRequest : httpRequest;
    const type = method === "PATCH" ? "application/strategic-merge-patch+json" : "application/json";
    const options = { ...this.options, method, agent: this.agent, headers: { "content-type": type } };
    return new Promise((resolve, reject) => {
      const request = send(new URL(path, this.server), options, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        response.on("error", reject);
        response.on("end", () => {
          const answer = JSON.parse(text) as JsonObject;
          const { message } = answer;
          resolve({
            status: response.statusCode ?? 0,
            message: typeof message === "string" ? message : "",
            warnings: (response.headersDistinct["warning"] ?? []).map(warningText),
            body: answer,
          });
        });
      });
      request.on("error", reject);
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

/** The text of a header `299 - "text"`, in which quotes and backslashes are escaped. */
function warningText(header: string): string {
  const [, quoted = ""] = /^\d{3} \S+ "(.*)"$/s.exec(header) ?? [];
  return quoted.replace(/\\(.)/g, "$1");
}
