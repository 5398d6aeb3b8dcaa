import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

import { LockFile } from "../../machine/lock-file";
import { ownClaim } from "../../machine/processes";

describe("a lock file", () => {
  let folder: string;
  let path: string;
  const foreign = { ...ownClaim(), host: `not-${hostname()}`, pid: 2 ** 22 + 1 };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bulwark-lock-"));
    path = join(folder, "x.lock");
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("is had by one at a time, which the others are told with its time", async () => {
    const before = Date.now();
    assert.equal(await new LockFile(path).take(), undefined);
    for (const holder of [await new LockFile(path).take(), await new LockFile(path).holder()]) {
      assert.deepEqual(holder?.claim, ownClaim());
      // A file system may round its times.
      assert.ok(Math.abs(holder.since.getTime() - before) < 60_000);
    }
  });

  it("is free again when it was released, and leaves nothing", async () => {
    const lock = new LockFile(path);
    await lock.take();
    await lock.release();
    assert.deepEqual(readdirSync(folder), []);
    assert.equal(await new LockFile(path).holder(), undefined);
    assert.equal(await new LockFile(path).take(), undefined);
  });

  it("is unlike any other of the same process", async () => {
    const texts: string[] = [];
    for (const lock of [new LockFile(path), new LockFile(path)]) {
      await lock.take();
      texts.push(readFileSync(path, "utf8"));
      await lock.release();
    }
    assert.notEqual(texts[0], texts[1]);
  });

  const dead: [string, () => string][] = [
    [
      "a process that has ended",
      () => JSON.stringify({ ...ownClaim(), pid: spawnSync(process.execPath, ["-e", ""]).pid }),
    ],
    ["a pid that was given to another process since", () => JSON.stringify({ ...ownClaim(), started: "long ago" })],
    ["a claim that is cut short", () => '{"pid":'],
    ["an empty file", () => ""],
  ];
  for (const [what, text] of dead) {
    it(`of ${what} is free, and of many that want it one gets it`, async () => {
      writeFileSync(path, text());
      assert.equal(await new LockFile(path).holder(), undefined);
      const holders = await Promise.all(Array.from({ length: 50 }, () => new LockFile(path).take()));
      assert.equal(holders.filter((holder) => holder === undefined).length, 1);
      assert.deepEqual(readdirSync(folder), ["x.lock"]);
    });

    it(`is not kept by ${what} that was about to break it`, async () => {
      writeFileSync(path, "");
      writeFileSync(`${path}.break`, text());
      assert.equal(await new LockFile(path).take(), undefined);
      assert.deepEqual(readdirSync(folder), ["x.lock"]);
    });
  }

  it("of another machine is believed for ever, as its processes cannot be seen", async () => {
    writeFileSync(path, JSON.stringify(foreign));
    utimesSync(path, new Date("2020-01-01"), new Date("2020-01-01"));
    assert.deepEqual((await new LockFile(path).take())?.claim, foreign);
  });

  it("of another machine is believed as long as its reader wants", async () => {
    writeFileSync(path, JSON.stringify(foreign));
    assert.deepEqual((await new LockFile(path, 60_000).holder())?.claim, foreign);
    const old = new Date(Date.now() - 61_000);
    utimesSync(path, old, old);
    assert.equal(await new LockFile(path, 60_000).take(), undefined);
  });
});
