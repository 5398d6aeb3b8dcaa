/** A limit on the rate of requests: @pulumi/kubernetes, "KubeClientSettings". */

/** How many requests may be sent. */
export interface RateLimit {
  /** Requests per second in the long run. */
  qps: number;
  /** Requests that may be sent at once before that rate holds. */
  burst: number;
}

/** A token bucket; requests pass in the order in which they came. */
export class Limiter {
  private tokens: number;
  private filledAt: number;

  /** @param now milliseconds of a clock that never goes back */
  constructor(
    private readonly limit: RateLimit,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.tokens = limit.burst;
    this.filledAt = now();
  }

  /** Takes a place in the queue and returns how many milliseconds to wait for it. */
  reserve(): number {
    const now = this.now();
    this.tokens = Math.min(this.limit.burst, this.tokens + ((now - this.filledAt) * this.limit.qps) / 1_000);
    this.filledAt = now;
    this.tokens -= 1;
    return this.tokens >= 0 ? 0 : (-this.tokens / this.limit.qps) * 1_000;
  }
}
