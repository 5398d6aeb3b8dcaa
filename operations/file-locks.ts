import { randomUUID } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";

import { OperationError } from "./errors";

/** Who holds a lock, as it stands in the lock file. */
interface Holder {
  readonly host: string;
  readonly pid: number;
  /** When it was taken, as ISO 8601. */
  readonly since: string;
}

/**
 * The stack files that a command changes, so that no other one changes them meanwhile: each puts the whole file back when it
 * fails, and would take the other's change with it. Pulumi's own lock begins with the update. Beside `Pulumi.prod.yaml` a
 * lock is the file `.Pulumi.prod.yaml.lock`; that of a command which was killed blocks nobody on the same machine.
 */
export class FileLocks {
  private readonly held = new Set<string>();

  /** Takes the lock of a file until {@link release}; once more does nothing. @throws OperationError `locked` */
  async hold(file: string): Promise<void> {
    const lock = lockOf(file);
    if (this.held.has(lock)) return;
    const claim = `${lock}.${randomUUID()}`;
    const holder: Holder = { host: hostname(), pid: process.pid, since: new Date().toISOString() };
    // Written apart and linked into place, so that nobody reads half of it.
    await writeFile(claim, `${JSON.stringify(holder)}\n`);
    try {
      while (!(await isLinked(claim, lock))) {
        await this.requireFree(file);
        await discard(lock, claim);
      }
      this.held.add(lock);
    } finally {
      await rm(claim, { force: true });
    }
  }

  /** @throws OperationError `locked` while another command holds the lock of a file */
  async requireFree(file: string): Promise<void> {
    const lock = lockOf(file);
    const holder = this.held.has(lock) ? undefined : await holderOf(lock);
    if (holder === undefined || isDead(holder)) return;
    throw new OperationError(
      "locked",
      `Another command is changing ${basename(file)} (locked by ${holder.host}, process ${holder.pid}, since ${holder.since}); nothing was changed.`,
      ["Wait until it has ended and run the command again.", `If no such process runs: rm ${lock}`],
    );
  }

  /** Gives every lock back. */
  async release(): Promise<void> {
    const locks = [...this.held];
    this.held.clear();
    await Promise.all(locks.map((lock) => rm(lock, { force: true })));
  }
}

function lockOf(file: string): string {
  return join(dirname(file), `.${basename(file)}.lock`);
}

async function isLinked(claim: string, lock: string): Promise<boolean> {
  try {
    await link(claim, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Takes a dead command's lock away: one command at a time, so that none takes the lock that follows. */
async function discard(lock: string, claim: string): Promise<void> {
  const breaker = `${lock}.break`;
  if (!(await isLinked(claim, breaker))) {
    if (isDead(await holderOf(breaker))) await rm(breaker, { force: true });
    return;
  }
  try {
    if (isDead(await holderOf(lock))) await rm(lock, { force: true });
  } finally {
    await rm(breaker, { force: true });
  }
}

/** Undefined for a lock that is not there; what is no lock file belongs to nobody. */
async function holderOf(lock: string): Promise<Holder | undefined> {
  const text = await readFile(lock, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return { host: hostname(), pid: 0, since: "" };
  }
}

/** Processes of another machine that shares the folder cannot be looked at: they count as alive. */
function isDead(holder: Holder | undefined): boolean {
  if (holder === undefined || holder.host !== hostname()) return false;
  if (holder.pid === 0) return true;
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
