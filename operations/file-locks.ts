import { basename, dirname, join } from "node:path";

import { LockFile, type Holder } from "../machine/lock-file";
import { OperationError } from "./errors";

/**
 * The stack files that a command changes, so that no other one changes them meanwhile: each puts the whole file back when it
 * fails, and would take the other's change with it. Pulumi's own lock begins with the update. Beside `Pulumi.prod.yaml` a
 * lock is the file `.Pulumi.prod.yaml.lock`; that of a command which was killed blocks nobody on the same machine.
 */
export class FileLocks {
  private readonly held = new Map<string, LockFile>();

  /** Takes the lock of a file until {@link release}; once more does nothing. @throws OperationError `locked` */
  async hold(file: string): Promise<void> {
    if (this.held.has(file)) return;
    const lock = lockOf(file);
    const holder = await lock.take();
    if (holder !== undefined) throw refusal(file, lock, holder);
    this.held.set(file, lock);
  }

  /** @throws OperationError `locked` while another command holds the lock of a file */
  async requireFree(file: string): Promise<void> {
    if (this.held.has(file)) return;
    const lock = lockOf(file);
    const holder = await lock.holder();
    if (holder !== undefined) throw refusal(file, lock, holder);
  }

  /** Gives every lock back. */
  async release(): Promise<void> {
    const locks = [...this.held.values()];
    this.held.clear();
    await Promise.all(locks.map((lock) => lock.release()));
  }
}

function lockOf(file: string): LockFile {
  return new LockFile(join(dirname(file), `.${basename(file)}.lock`));
}

function refusal(file: string, { path }: LockFile, { claim, since }: Holder): OperationError {
  return new OperationError(
    "locked",
    `Another command is changing ${basename(file)} (locked by ${claim.host}, process ${claim.pid}, since ${since.toISOString()}); nothing was changed.`,
    ["Wait until it has ended and run the command again.", `If no such process runs: rm ${path}`],
  );
}
