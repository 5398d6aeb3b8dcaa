import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

import { FileLocks } from "../../operations/file-locks";

describe("the lock of a stack file", () => {
  let folder: string;
  let file: string;
  const holder = (host: string, pid: number): void => {
    writeFileSync(join(folder, ".Pulumi.prod.yaml.lock"), JSON.stringify({ host, pid, since: "2026-11-28T10:00:00Z" }));
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bulwark-locks-"));
    file = join(folder, "Pulumi.prod.yaml");
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("keeps everybody else out, and tells who holds it and since when", async () => {
    await new FileLocks().hold(file);
    const expected = {
      failure: "locked",
      message: new RegExp(`locked by ${hostname()}, process ${process.pid}, since`),
    };
    await assert.rejects(new FileLocks().hold(file), expected);
    await assert.rejects(new FileLocks().requireFree(file), expected);
  });

  it("may be taken again by its holder, and leaves nothing when it is given back", async () => {
    const locks = new FileLocks();
    await locks.hold(file);
    await locks.hold(file);
    await locks.requireFree(file);
    await locks.release();
    assert.deepEqual(readdirSync(folder), []);
    await new FileLocks().hold(file);
  });

  it("of a command that was killed blocks nobody", async () => {
    holder(hostname(), spawnSync(process.execPath, ["-e", ""]).pid);
    const locks = new FileLocks();
    await locks.requireFree(file);
    await locks.hold(file);
    assert.deepEqual(readdirSync(folder), [".Pulumi.prod.yaml.lock"]);
    await assert.rejects(new FileLocks().hold(file), { failure: "locked" });
  });

  it("that is no lock file blocks nobody", async () => {
    writeFileSync(join(folder, ".Pulumi.prod.yaml.lock"), "");
    await new FileLocks().hold(file);
  });

  it("of a command on another machine counts, as nobody can look at its process", async () => {
    holder("another.example.com", 1);
    await assert.rejects(new FileLocks().hold(file), /locked by another\.example\.com, process 1, since/);
  });

  it("is taken by one of many that want it at once", async () => {
    holder(hostname(), spawnSync(process.execPath, ["-e", ""]).pid);
    const ends = await Promise.allSettled(Array.from({ length: 50 }, () => new FileLocks().hold(file)));
    assert.equal(ends.filter(({ status }) => status === "fulfilled").length, 1);
  });
});
