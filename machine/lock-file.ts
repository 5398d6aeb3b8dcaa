import { randomUUID } from "node:crypto";
import { link, readFile, rm, stat, writeFile } from "node:fs/promises";
import { hasCode } from "./errors";
import { claimIsAlive, ownClaim, parseClaim, type ProcessClaim } from "./processes";

/** Who has taken a lock file, and when. */
export interface Holder {
  readonly claim: ProcessClaim;
  readonly since: Date;
}

/** A file that one process has at a time: the one whose claim it holds. A holder that was killed has it no longer. */
export class LockFile {
  /**
   * @param path the file, in a folder that exists
   * @param foreignMs how long a holder on another machine is believed, in milliseconds; for ever by default, as nobody here sees
   *   whether it runs
   */
  constructor(
    readonly path: string,
    private readonly foreignMs = Number.POSITIVE_INFINITY,
  ) {}

  /** Takes the lock for this process, until {@link release}. @returns nothing, or the holder that has it instead */
  async take(): Promise<Holder | undefined> {
    // Written apart and linked into place, so that nobody ever reads half a claim; its own name makes it unlike any other.
    const claim = `${this.path}.${randomUUID()}`;
    await writeFile(claim, `${JSON.stringify({ ...ownClaim(), claim })}\n`);
    try {
      while (!(await isLinked(claim, this.path))) {
        const found = await this.read(this.path);
        if (found?.holder !== undefined) return found.holder;
        if (found !== undefined) await this.break(claim, found.text);
      }
      return undefined;
    } finally {
      await rm(claim, { force: true });
    }
  }

  /** Who has the lock; undefined when it is free. */
  async holder(): Promise<Holder | undefined> {
    return (await this.read(this.path))?.holder;
  }

  /** Gives the lock back. */
  async release(): Promise<void> {
    await rm(this.path, { force: true });
  }

  /** Removes the lock of a dead holder; of several processes one does it, and only while the lock is still the dead one's. */
  private async break(claim: string, dead: string): Promise<void> {
    const breaker = `${this.path}.break`;
    if (await isLinked(claim, breaker)) {
      try {
        if ((await this.read(this.path))?.text === dead) await this.release();
      } finally {
        await rm(breaker, { force: true });
      }
      return;
    }
    // One that was killed in the middle of breaking must not block the others either.
    const other = await this.read(breaker);
    if (other !== undefined && other.holder === undefined) await rm(breaker, { force: true });
  }

  /** What a lock file says: no holder when it is dead, or when the text is no claim; undefined when there is no file. */
  private async read(path: string): Promise<{ text: string; holder?: Holder } | undefined> {
    try {
      const [text, { mtime }] = await Promise.all([readFile(path, "utf8"), stat(path)]);
      const claim = parseClaim(text);
      if (claim === undefined) return { text };
      return claimIsAlive(claim, Date.now() - mtime.getTime(), this.foreignMs)
        ? { text, holder: { claim, since: mtime } }
        : { text };
    } catch (error) {
      if (hasCode(error, "ENOENT")) return undefined;
      throw error;
    }
  }
}

async function isLinked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}
