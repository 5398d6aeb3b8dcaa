import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..", "..");

describe("npm run lab -- down", function () {
  this.timeout(60_000);
  let cache: string;
  const state = (): string => join(cache, "labs/mine/pulumi/state");
  const down = (...args: string[]): number | null =>
    spawnSync(process.execPath, ["lab/lab.mjs", "down", "mine", ...args], {
      cwd: ROOT,
      env: { ...process.env, BULWARK_CACHE: cache },
    }).status;

  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), "bulwark-down-"));
    await mkdir(state(), { recursive: true });
    await writeFile(join(state(), "dev.json"), "{}");
  });

  afterEach(() => rm(cache, { recursive: true, force: true }));

  it("deletes Pulumi's state with the cluster that it describes", () => {
    assert.equal(down(), 0);
    assert.ok(!existsSync(join(cache, "labs/mine")));
  });

  it("keeps both with --keep-data", () => {
    assert.equal(down("--keep-data"), 0);
    assert.ok(existsSync(state()));
  });
});
