import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

import { ownClaim } from "../../machine/processes";
import { FileLocks } from "../../operations/file-locks";

describe("the lock of a stack file", () => {
  let folder: string;
  let file: string;

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
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    writeFileSync(join(folder, ".Pulumi.prod.yaml.lock"), JSON.stringify({ ...ownClaim(), pid }));
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
    const foreign = { ...ownClaim(), host: "another.example.com", pid: 1 };
    writeFileSync(join(folder, ".Pulumi.prod.yaml.lock"), JSON.stringify(foreign));
    await assert.rejects(new FileLocks().hold(file), /locked by another\.example\.com, process 1, since/);
  });
});
