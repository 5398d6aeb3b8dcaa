import { setTimeout as delay } from "node:timers/promises";

import { OperationError } from "../errors";
import type { Prometheus } from "../prometheus/query";
import { judge, measured, type Criteria, type Measurement } from "./judge";
import { measure, type Counted } from "./measure";

/** How a canary is observed. */
export interface Observation extends Criteria {
  /** How long, in seconds (SPEC 1.4.12: 300). */
  readonly windowSeconds: number;
  /** How often it is measured meanwhile, in seconds. */
  readonly intervalSeconds: number;
}

/** Shorter ranges may hold fewer than the two samples that an increase takes, in seconds. */
const SHORTEST_RANGE = 60;

/** What the observer needs of the world. */
export interface Surroundings {
  readonly source: Prometheus;
  readonly counted: Counted;
  readonly signal: AbortSignal;
  readonly report: (line: string) => void;
  /** @throws OperationError when the canary itself is not what is to be observed any more */
  readonly check: () => Promise<void>;
}

/**
 * Measures a canary for the whole window, and ends earlier only with a bad verdict: whoever uses the canary shall not
 * suffer for the rest of it. A source that fails meanwhile is asked again; at the end it has to answer.
 *
 * @returns the measurement over the whole window, which is healthy
 * @throws OperationError `failed` for a bad canary, `refused` where too few requests reached it, `unreachable` for a
 * source that does not answer at the beginning or at the end
 */
export async function observe(observation: Observation, surroundings: Surroundings): Promise<Measurement> {
  const { windowSeconds, intervalSeconds } = observation;
  const { source, counted, signal, report, check } = surroundings;
  const begun = performance.now();
  const elapsed = (): number => (performance.now() - begun) / 1000;
  await check();
  await measure(source, counted, SHORTEST_RANGE);
  while (elapsed() < windowSeconds) {
    await delay(Math.min(intervalSeconds, windowSeconds - elapsed()) * 1000, undefined, { signal });
    await check();
    const since = elapsed();
    if (since >= windowSeconds) break;
    const measurement = await measure(source, counted, since).catch(tolerated(report));
    if (measurement === undefined) continue;
    report(`${Math.round(since)} of ${windowSeconds} s: ${measured(measurement)}`);
    if (judge(measurement, observation) === "failing") throw failing(measurement, observation);
  }
  const whole = await measure(source, counted, windowSeconds);
  const verdict = judge(whole, observation);
  if (verdict === "failing") throw failing(whole, observation);
  if (verdict === "unknown") throw unknown(whole, observation);
  return whole;
}

function tolerated(report: (line: string) => void): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof OperationError)) throw error;
    report(error.message);
    return undefined;
  };
}

function failing(measurement: Measurement, { thresholdPercent }: Criteria): OperationError {
  return new OperationError(
    "failed",
    `The canary fails more often than the stable release, by more than ${thresholdPercent} percentage points: ${measured(measurement)}.`,
    ["Give it up: bulwark canary abort STACK SERVICE"],
  );
}

function unknown(measurement: Measurement, { minimumRequests }: Criteria): OperationError {
  return new OperationError(
    "refused",
    `Nothing is known of the canary: it got fewer than ${minimumRequests} requests. Measured: ${measured(measurement)}.`,
    [
      "Look whether Prometheus reads the sidecars or the ingress controller, and whether the service is used at all.",
      "Then observe longer (--window), or with fewer requests (--min-requests).",
    ],
  );
}
