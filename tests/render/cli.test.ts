import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
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
}).timeout(30_000);
