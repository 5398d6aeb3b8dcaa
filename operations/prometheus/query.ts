import { OperationError } from "../errors";

/** How long one answer may take, in milliseconds: more than Prometheus needs for a sum over minutes, less than a poll. */
const ANSWER_MS = 10_000;
/** A token for a metrics source that wants one; a variable, because command lines and stack files are read by others. */
const TOKEN_VARIABLE = "BULWARK_PROMETHEUS_TOKEN";

/** Asks a source of metrics by the HTTP API of Prometheus (HTTP API, instant queries). */
export class Prometheus {
  private readonly address: string;

  /** @param address without `/api/v1` */
  constructor(
    address: string,
    private readonly signal: AbortSignal,
    private readonly answerMs = ANSWER_MS,
  ) {
    this.address = address.replace(/\/+$/u, "");
  }

  /**
   * The value of an expression that yields one number now; undefined where there are no samples.
   * @throws OperationError `unreachable` when the source does not answer, or with something else than the API says
   */
  async value(expression: string): Promise<number | undefined> {
    const token = process.env[TOKEN_VARIABLE];
    let answer: unknown;
    try {
      const parameters = new URLSearchParams({ query: expression }).toString();
      const response = await fetch(`${this.address}/api/v1/query?${parameters}`, {
        signal: AbortSignal.any([this.signal, AbortSignal.timeout(this.answerMs)]),
        ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
      });
      answer = await body(response);
    } catch (error) {
      this.signal.throwIfAborted();
      throw this.failure(reasonOf(error));
    }
    return this.sample(answer);
  }

  private sample(answer: unknown): number | undefined {
    const { status, error, data } = answer as Answer;
    if (status !== "success") throw this.failure(typeof error === "string" ? error : "no answer of Prometheus's API");
    const result = data?.result;
    if (data?.resultType !== "vector" || !Array.isArray(result)) throw this.failure("an answer without a vector");
    if (result.length > 1) throw this.failure(`${result.length} series for one sum`);
    const text = (result[0] as { value?: readonly unknown[] } | undefined)?.value?.[1];
    const value = Number(text);
    return text === undefined || !Number.isFinite(value) ? undefined : value;
  }

  private failure(reason: string): OperationError {
    return new OperationError("unreachable", `The metrics source ${this.address} does not answer: ${reason}.`, [
      `Try it: curl -g '${this.address}/api/v1/query?query=up'. A token goes into ${TOKEN_VARIABLE}.`,
    ]);
  }
}

interface Answer {
  readonly status?: unknown;
  readonly error?: unknown;
  readonly data?: { readonly resultType?: unknown; readonly result?: unknown };
}

/** Prometheus explains its refusals in JSON; a proxy before it does not. */
async function body(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null) return parsed;
  } catch {
    // Told below.
  }
  throw new Error(`HTTP ${response.status} without JSON`);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return "it takes too long";
  return error.cause instanceof Error && error.cause.message !== "" ? error.cause.message : error.message;
}
