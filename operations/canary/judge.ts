/** Requests of one release within the window. */
export interface Requests {
  readonly total: number;
  /** Answered with 500 or more. */
  readonly failed: number;
}

/** What was measured of both releases over the same window. */
export interface Measurement {
  readonly canary: Requests;
  readonly stable: Requests;
}

/** By what a canary is judged. */
export interface Criteria {
  /** Percentage points by which the canary's share of failed requests may exceed that of the stable release. */
  readonly thresholdPercent: number;
  /** With fewer requests to the canary nothing is known. */
  readonly minimumRequests: number;
}

/** `unknown` is no success: nobody has used the canary enough. */
export type Verdict = "healthy" | "failing" | "unknown";

/** Judges a canary against the stable release beside it (G-49): both see the same failures of what lies behind them. */
export function judge({ canary, stable }: Measurement, { thresholdPercent, minimumRequests }: Criteria): Verdict {
  if (canary.total < minimumRequests) return "unknown";
  return failedPercent(canary) - failedPercent(stable) > thresholdPercent ? "failing" : "healthy";
}

/** 0 where there were no requests. */
export function failedPercent({ total, failed }: Requests): number {
  return total === 0 ? 0 : (100 * failed) / total;
}

/** The measurement in one line, for people. */
export function measured({ canary, stable }: Measurement): string {
  return `canary ${requests(canary)}; stable ${requests(stable)}`;
}

function requests(of: Requests): string {
  return `${failedPercent(of).toFixed(2)} % of ${Math.round(of.total)} requests failed`;
}
