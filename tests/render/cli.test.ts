import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(__dirname, "../..");
const render = (...args: string[]) =>
  spawnSync(process.execPath, ["--import", "tsx", "render/cli.ts", ...args], { cwd: ROOT, encoding: "utf8" });

describe("npm run render", () => {
  it("names the stacks that exist when asked for another", () => {
    const { status, stderr } = render("prdo");
    assert.equal(status, 1);
    assert.match(stderr, /no stack "prdo".*dev, prod, staging/);
    assert.doesNotMatch(stderr, /\n\s+at /);
  });

  it("compares with a rendering only, and says how to make one", () => {
    const { status, stderr } = render("prod", "--against", "docs");
    assert.equal(status, 1);
    assert.match(stderr, /^error: docs is not a rendering: it holds no inventory\.txt\..*--out docs/);
    assert.doesNotMatch(stderr, /\n\s+at /);
  });

  it("refuses a limit that no comment has, and to compare and write at once", () => {
    assert.match(render("prod", "--against", "tests/golden/prod", "--limit", "70000").stderr, /from 1000 to 65536/);
    assert.match(render("prod", "--against", "tests/golden/prod", "--out", "x").stderr, /cannot be used with/);
  });

  it("finds no change against what was reviewed", () => {
    const { status, stdout } = render("dev", "--against", "tests/golden/dev");
    assert.equal(status, 0);
    assert.equal(stdout, "### dev: no object changes\n");
  }).timeout(30_000);

  it("prints every object of the stack, and no secret", () => {
    const { status, stdout } = render("prod");
    assert.equal(status, 0);
    assert.match(stdout, /^# healthcare-prod\/deployment\.mllp-server\.yaml$/m);
    assert.doesNotMatch(stdout, /PRIVATE KEY/);
  }).timeout(30_000);

  it("prints who may talk to whom on demand", () => {
    const { status, stdout } = render("prod", "--flows");
    assert.equal(status, 0);
    assert.equal(stdout, readFileSync(join(ROOT, "tests/golden/prod/flows.txt"), "utf8"));
  }).timeout(30_000);

  it("writes it as text and picture beside the objects", () => {
    const folder = mkdtempSync(join(tmpdir(), "bulwark-render-"));
    try {
      const { status } = render("dev", "--flows", "--out", join(folder, "dev"));
      assert.equal(status, 0);
      const files = readdirSync(join(folder, "dev"));
      for (const file of ["flows.txt", "flows.svg", "inventory.txt"]) assert.ok(files.includes(file), files.join());
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }).timeout(30_000);
}).timeout(30_000);
