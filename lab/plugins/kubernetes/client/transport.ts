/** Requests to the API server with a rate limit, retries and errors that can be told apart. */
import type { IncomingMessage } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Endpoint } from "./endpoint";
import { ApiError, ConnectionError, type StatusCause } from "./errors";
import { abortError, exchange, open, type HttpRequest, type HttpResponse } from "./http";
import { Limiter, type RateLimit } from "./limiter";

/** Settings of a transport. */
export interface TransportOptions {
  /** Default: no limit of our own; the number of connections bounds the load. */
  rateLimit?: RateLimit;
  /** Seconds for one request, retries apart; default: none. */
  timeoutSeconds?: number;
  /** Milliseconds before the first retry; it doubles each time. Default: 200. */
  retryPause?: number;
  /** Takes the texts of `Warning` headers. */
  warn?: (warning: string, request: HttpRequest) => void;
}

/** Retries after the first attempt. */
const MOST_RETRIES = 5;
/** No pause is longer, in milliseconds, whatever the server asks for. */
const LONGEST_PAUSE = 10_000;

/** Milliseconds that a write in flight still has after a cancellation: what it did must be known to the state. */
const WRITE_GRACE = 700;

/** Sends requests to one API server. */
export class Transport {
  private readonly limiter: Limiter | undefined;
  private readonly watches: Endpoint;

  constructor(
    readonly endpoint: Endpoint,
    private readonly options: TransportOptions = {},
  ) {
    this.limiter = options.rateLimit === undefined ? undefined : new Limiter(options.rateLimit);
    this.watches = endpoint.forWatches();
  }

  /**
   * Sends a request until it is answered. Overload (429), server errors and lost connections are tried again with
   * growing pauses; a server's Retry-After is respected.
   * @throws ApiError for a refusal, ConnectionError when the server stays away, AbortError when the signal fires.
   */
  async send(request: HttpRequest, signal: AbortSignal): Promise<unknown> {
    let maybeRepeated = false;
    let renewed = false;
    const isWrite = request.method !== "GET";
    for (let attempt = 0; ; attempt += 1) {
      try {
        if (signal.aborted) throw abortError();
        const response = isWrite
          ? await withGrace(signal, (later) => this.once(request, later))
          : await this.once(request, signal);
        if (response.status === 401 && !renewed) {
          renewed = true;
          this.endpoint.renew();
          continue;
        }
        return this.read(response, request);
      } catch (error) {
        if (error instanceof ApiError) error.maybeRepeated = maybeRepeated;
        if (attempt >= MOST_RETRIES || !isPassing(error)) throw error;
        // What a server error left behind is as unknown as what a lost connection did.
        maybeRepeated ||=
          error instanceof ConnectionError ? error.wasSent : error instanceof ApiError && error.status >= 500;
        const own = (this.options.retryPause ?? 200) * 2 ** attempt;
        const asked = error instanceof ApiError ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
        await sleep(Math.min(Math.max(own, asked), LONGEST_PAUSE), signal);
      }
    }
  }

  /** Opens a watch; its answer comes in pieces for as long as the server likes. */
  async stream(request: HttpRequest, signal: AbortSignal): Promise<IncomingMessage> {
    const response = await open(this.watches, request, signal, 0);
    if (response.statusCode === 200) return response;
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString("utf8");
    throw refusal({ status: response.statusCode ?? 0, headers: response.headers, body });
  }

  private async once(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    const wait = this.limiter?.reserve() ?? 0;
    if (wait > 0) await sleep(wait, signal);
    const { timeoutSeconds } = this.options;
    if (timeoutSeconds === undefined) return exchange(this.endpoint, request, signal);
    const deadline = AbortSignal.timeout(timeoutSeconds * 1_000);
    try {
      return await exchange(this.endpoint, request, AbortSignal.any([signal, deadline]));
    } catch (error) {
      if (!deadline.aborted || signal.aborted) throw error;
      throw new ConnectionError(
        `the API server at ${this.endpoint.server} did not answer within ${timeoutSeconds} s (kubeClientSettings.timeout)`,
        true,
      );
    }
  }

  private read(response: HttpResponse, request: HttpRequest): unknown {
    for (const warning of warningsOf(response)) this.options.warn?.(warning, request);
    if (response.status < 200 || response.status >= 300) throw refusal(response);
    return JSON.parse(response.body);
  }
}

function isPassing(error: unknown): boolean {
  if (error instanceof ConnectionError) return true;
  return error instanceof ApiError && (error.status === 429 || error.status >= 500);
}

function refusal({ status, headers, body }: HttpResponse): ApiError {
  const header = Number(headers["retry-after"]);
  const retryAfter = headers["retry-after"] !== undefined && Number.isFinite(header) ? header : undefined;
  try {
    const parsed = JSON.parse(body) as {
      reason?: string;
      message?: string;
      details?: { causes?: StatusCause[]; retryAfterSeconds?: number };
    };
    const message = parsed.message ?? `the API server answered with status ${status}`;
    const details = parsed.details ?? {};
    return new ApiError(status, parsed.reason ?? "", message, details.causes, retryAfter ?? details.retryAfterSeconds);
  } catch {
    const text = body.trim().slice(0, 200);
    return new ApiError(
      status,
      "",
      `the API server answered with status ${status}${text === "" ? "" : `: ${text}`}`,
      [],
      retryAfter,
    );
  }
}

/** The texts of `Warning: 299 - "text"` headers (RFC 7234, section 5.5). */
function warningsOf({ headers }: HttpResponse): string[] {
  const header = headers["warning"];
  if (header === undefined) return [];
  return [...header.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) => text.replaceAll(/\\(.)/g, "$1"));
}

/** Runs a write under a signal that fires a moment after the given one. */
async function withGrace<T>(signal: AbortSignal, write: (later: AbortSignal) => Promise<T>): Promise<T> {
  const later = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    timer = setTimeout(() => {
      later.abort();
    }, WRITE_GRACE);
  };
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await write(later.signal);
  } finally {
    signal.removeEventListener("abort", onAbort);
    clearTimeout(timer);
  }
}

async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(milliseconds, undefined, { signal });
  } catch {
    throw abortError();
  }
}
