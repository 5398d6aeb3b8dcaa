/** One HTTP request to the API server over kept-alive connections; no retries, no meaning. */
import http from "node:http";
import https from "node:https";
import type { Endpoint } from "./endpoint";
import { ConnectionError } from "./errors";

/** A request to a path of the API server. */
export interface HttpRequest {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path and query, beginning with a slash. */
  path: string;
  body?: string;
  contentType?: string;
}

/** An answer, read to its end. */
export interface HttpResponse {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** Milliseconds to set a connection up. */
const CONNECT_TIMEOUT = 10_000;
/** Milliseconds without a byte after which a connection counts as lost; the API server itself gives up after 60 s. */
const IDLE_TIMEOUT = 90_000;

/** Codes of errors that can only occur before the server saw anything of the request. */
const NOT_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT"]);

/** Sends a request and reads the whole answer. @throws ConnectionError, or AbortError when the signal fires. */
export async function exchange(endpoint: Endpoint, request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
  const response = await open(endpoint, request, signal);
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of response) chunks.push(chunk as Buffer);
  } catch (error) {
    if (signal.aborted) throw abortError();
    throw new ConnectionError(lostMessage(endpoint, error), true);
  }
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString("utf8") };
}

/** Sends a request and returns as soon as the answer's headers are there; for watches. */
export async function open(
  endpoint: Endpoint,
  request: HttpRequest,
  signal: AbortSignal,
  idleTimeout: number = IDLE_TIMEOUT,
): Promise<http.IncomingMessage> {
  const { url, tls, headers, agent } = await endpoint.connection();
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(abortError());
      return;
    }
    const secure = url.protocol === "https:";
    let wasSent = false;
    const sent = (secure ? https : http).request(
      {
        ...(secure ? tls : {}),
        agent,
        protocol: url.protocol,
        hostname: url.hostname.replace(/^\[|\]$/g, ""),
        port: url.port === "" ? (secure ? 443 : 80) : Number(url.port),
        path: `${url.pathname.replace(/\/$/, "")}${request.path}`,
        method: request.method,
        headers: {
          ...headers,
          Accept: "application/json",
          ...(request.body === undefined
            ? {}
            : { "Content-Type": request.contentType, "Content-Length": Buffer.byteLength(request.body) }),
        },
        signal,
      },
      resolve,
    );
    sent.setTimeout(idleTimeout, () => sent.destroy(new Error("no answer in time")));
    sent.on("socket", (socket) => {
      if (!socket.connecting) {
        wasSent = true;
        return;
      }
      const timer = setTimeout(() => {
        socket.destroy(Object.assign(new Error("the connection could not be set up in time"), { code: "ETIMEDOUT" }));
      }, CONNECT_TIMEOUT);
      const connected = (): void => {
        clearTimeout(timer);
        wasSent = true;
      };
      socket.once(secure ? "secureConnect" : "connect", connected);
      socket.once("close", () => {
        clearTimeout(timer);
      });
    });
    sent.on("error", (error: NodeJS.ErrnoException) => {
      if (signal.aborted) reject(abortError());
      else reject(new ConnectionError(lostMessage(endpoint, error), wasSent && !NOT_SENT.has(error.code ?? "")));
    });
    sent.end(request.body);
  });
}

/** The error of an operation that was given up. */
export function abortError(): Error {
  return Object.assign(new Error("the operation was cancelled"), { name: "AbortError" });
}

function lostMessage(endpoint: Endpoint, error: unknown): string {
  return `the API server at ${endpoint.server} cannot be reached: ${reasonOf(error)}`;
}

function reasonOf(error: unknown): string {
  // A host with several addresses gives one error for each of them.
  if (error instanceof AggregateError) return [...new Set(error.errors.map(reasonOf))].join("; ");
  return error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error);
}
