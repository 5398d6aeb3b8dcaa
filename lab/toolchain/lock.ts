import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { claimIsAlive, ownClaim, parseClaim, type ProcessClaim } from "./processes";
import { hasCode } from "./files";

/** How often a waiter looks whether the lock is free, in milliseconds. */
const POLL_MS = 200;

export interface LockOptions {
  /** Called once for each holder that has to be waited for. */
  readonly onWait: (holder: ProcessClaim) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `work` while no other process of this machine holds the lock file. A holder that was killed does not block.
 *
 * The lock saves double work; it is not what keeps the cache whole. That rests on unique temporary folders and `rename`.
 * @throws the signal's reason when it is aborted while waiting
 */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  // Written apart and linked into place, so that nobody ever reads half a claim.
  const claim = `${path}.${randomUUID()}`;
  await writeFile(claim, `${JSON.stringify({ ...ownClaim(), claim })}\n`);
  try {
    await acquire(path, claim, options);
    try {
      return await work();
    } finally {
      await rm(path, { force: true });
    }
  } finally {
    await rm(claim, { force: true });
  }
}

async function acquire(path: string, claim: string, options: LockOptions): Promise<void> {
  let announced: string | undefined;
  for (;;) {
    options.signal?.throwIfAborted();
    if (await tryLink(claim, path)) return;
    const held = await holderOf(path);
    if (held === undefined) continue;
    if (!held.alive) {
      await breakLock(path, claim, held.text);
      continue;
    }
    if (announced !== held.text && held.claim !== undefined) {
      announced = held.text;
      options.onWait(held.claim);
    }
    await delay(POLL_MS);
  }
}

/** Removes the lock of a dead holder; of several waiters one does it, and only while the lock is still the dead one's. */
async function breakLock(path: string, claim: string, dead: string): Promise<void> {
  const breaker = `${path}.break`;
  if (await tryLink(claim, breaker)) {
    try {
      if ((await holderOf(path))?.text === dead) await rm(path, { force: true });
    } finally {
      await rm(breaker, { force: true });
    }
    return;
  }
  // A waiter that was killed in the middle of breaking must not block the others either.
  if ((await holderOf(breaker))?.alive === false) await rm(breaker, { force: true });
}

async function holderOf(path: string): Promise<{ text: string; claim?: ProcessClaim; alive: boolean } | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, "utf8"), stat(path)]);
    const claim = parseClaim(text);
    return claim ? { text, claim, alive: claimIsAlive(claim, Date.now() - mtimeMs) } : { text, alive: false };
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}
