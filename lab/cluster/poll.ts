/** Waiting for a condition, with a limit. */
import { setTimeout as delay } from "node:timers/promises";

/** How to wait. */
export interface PollOptions {
  /** The limit, in milliseconds. */
  readonly timeoutMs: number;
  /** The pause between two looks, in milliseconds. Default 100: short beside the seconds a start takes. */
  readonly intervalMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Looks until `condition` answers something else than undefined; an error of it counts as "not yet".
 * @returns the answer, or undefined when the limit is reached
 * @throws the signal's reason when it is aborted
 */
export async function poll<T>(condition: () => Promise<T | undefined>, options: PollOptions): Promise<T | undefined> {
  const end = Date.now() + options.timeoutMs;
  for (;;) {
    options.signal?.throwIfAborted();
    const answer = await condition().catch(() => undefined);
    if (answer !== undefined || Date.now() > end) return answer;
    await delay(options.intervalMs ?? 100, undefined, options.signal ? { signal: options.signal } : {});
  }
}
