/** A small client of the lab's API server: fast to load, and it sends CRD files as they are. */
import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { join } from "node:path";
import type { ClusterLayout } from "./layout";

/** An answer of the API server. */
export interface ApiResponse {
  readonly status: number;
  readonly text: string;
}

/** The field manager of everything the lab itself applies. */
export const FIELD_MANAGER = "bulwark-lab";

/** Requests at a time; more make the API server slower. */
const PARALLEL = 8;
/** How long a single request may take, in milliseconds. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Talks to one API server with the lab's administrator certificate. Call {@link ApiClient.close} at the end. */
export class ApiClient {
  private readonly agent: Agent;

  /**
   * @param port the API server's port on 127.0.0.1
   * @param signal aborts every request
   */
  constructor(
    layout: ClusterLayout,
    private readonly port: number,
    private readonly signal?: AbortSignal,
  ) {
    this.agent = new Agent({
      keepAlive: true,
      maxSockets: PARALLEL,
      ca: readFileSync(join(layout.pki, "ca.crt")),
      cert: readFileSync(join(layout.pki, "admin.crt")),
      key: readFileSync(join(layout.pki, "admin.key")),
    });
  }

  /** Reads a path; any status is an answer, a broken connection is an error. */
  get(path: string, accept = "application/json"): Promise<ApiResponse> {
    return this.send("GET", path, { accept });
  }

  /** Reads a JSON document. @throws Error when the status is not 200 */
  async json<T>(path: string, accept?: string): Promise<T> {
    const { status, text } = await this.get(path, accept);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${text.slice(0, 500)}`);
    return JSON.parse(text) as T;
  }

  /**
   * Server-side apply of one object, conflicts forced.
   * @param body the object in YAML or JSON
   * @throws Error with the API server's message when it refuses
   */
  async apply(path: string, body: string): Promise<void> {
    const response = await this.send("PATCH", `${path}?fieldManager=${FIELD_MANAGER}&force=true`, {
      // Only the name comes back: the answer to a large CRD would be as large again.
      accept: "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json",
      body,
      contentType: "application/apply-patch+yaml",
    });
    if (response.status > 201) throw new Error(`apply ${path}: ${response.status} ${response.text.slice(0, 500)}`);
  }

  close(): void {
    this.agent.destroy();
  }

  private send(
    method: string,
    path: string,
    options: { accept: string; body?: string; contentType?: string },
  ): Promise<ApiResponse> {
    const { accept, body, contentType } = options;
    const headers = {
      accept,
      ...(body === undefined ? {} : { "content-type": contentType, "content-length": Buffer.byteLength(body) }),
    };
    return new Promise((resolve, reject) => {
      const call = request(
        {
          host: "127.0.0.1",
          port: this.port,
          method,
          path,
          agent: this.agent,
          headers,
          timeout: REQUEST_TIMEOUT_MS,
          ...(this.signal ? { signal: this.signal } : {}),
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
          });
        },
      );
      call.on("timeout", () => call.destroy(new Error(`${method} ${path}: no answer in ${REQUEST_TIMEOUT_MS} ms`)));
      call.on("error", reject);
      call.end(body);
    });
  }
}
