import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { withLock } from "../../../lab/toolchain/lock";
import { ownClaim } from "../../../machine/processes";

describe("withLock", () => {
  let folder: string;
  let lock: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lock-test-"));
    lock = join(folder, "x.lock");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const options = { onWait: () => undefined };

  it("lets one in at a time", async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await delay(5);
      inside -= 1;
    };
    await Promise.all([1, 2, 3, 4].map(() => withLock(lock, options, work)));
    assert.equal(most, 1);
    assert.deepEqual(readdirSync(folder), []);
  });

  it("is free again after the work has failed", async () => {
    await assert.rejects(
      withLock(lock, options, () => Promise.reject(new Error("broken"))),
      /broken/,
    );
    assert.equal(await withLock(lock, options, () => Promise.resolve("in")), "in");
  });

  it("lets one in at a time past a dead holder too", async () => {
    writeFileSync(lock, "");
    let inside = 0;
    const work = async (): Promise<void> => {
      assert.equal(++inside, 1);
      await delay(5);
      inside -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withLock(lock, options, work)));
  });

  it("waits for a living holder and says who it is", async () => {
    writeFileSync(lock, JSON.stringify(ownClaim()));
    const waits: number[] = [];
    const onWait = ({ pid }: { pid: number }): void => {
      waits.push(pid);
      rmSync(lock);
    };
    await withLock(lock, { onWait }, () => Promise.resolve());
    assert.deepEqual(waits, [process.pid]);
  });

  it("believes a claim of another machine, as its processes cannot be seen", async () => {
    writeFileSync(lock, JSON.stringify({ ...ownClaim(), host: `not-${hostname()}`, pid: 2 ** 22 + 1 }));
    const abort = new AbortController();
    const onWait = ({ host }: { host: string }): void => {
      abort.abort(new Error(host));
    };
    await assert.rejects(
      withLock(lock, { onWait, signal: abort.signal }, () => Promise.resolve()),
      new RegExp(`not-${hostname()}`),
    );
  });
});
