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
