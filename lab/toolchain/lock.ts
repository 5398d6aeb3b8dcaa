import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { LockFile } from "../../machine/lock-file";
import type { ProcessClaim } from "../../machine/processes";

/** How often a waiter looks whether the lock is free, in milliseconds. */
const POLL_MS = 200;

/** How long a claim from another machine that shares the cache folder is believed, in milliseconds. */
export const FOREIGN_CLAIM_MS = 60 * 60 * 1000;

export interface LockOptions {
  /** Called once for each holder that has to be waited for. */
  readonly onWait: (holder: ProcessClaim) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `work` while no other process of this machine holds the lock file.
 *
 * The lock saves double work; it is not what keeps the cache whole. That rests on unique temporary folders and `rename`.
 * @throws the signal's reason when it is aborted while waiting
 */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const lock = new LockFile(path, FOREIGN_CLAIM_MS);
  let announced: string | undefined;
  options.signal?.throwIfAborted();
  for (let holder = await lock.take(); holder !== undefined; holder = await lock.take()) {
    const named = JSON.stringify(holder);
    if (announced !== named) options.onWait(holder.claim);
    announced = named;
    await delay(POLL_MS);
    options.signal?.throwIfAborted();
  }
  try {
    return await work();
  } finally {
    await lock.release();
  }
}
