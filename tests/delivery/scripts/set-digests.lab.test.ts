import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { toolchain } from "../../lab/support";
import { ROOT } from "../workflow";

const run = promisify(execFile);

describe("the digests of a push", () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "bulwark-digests-"));
    mkdirSync(join(folder, "state"));
    for (const file of ["Pulumi.yaml", "Pulumi.staging.yaml"]) copyFileSync(join(ROOT, file), join(folder, file));
    env = {
      PATH: `${dirname((await toolchain()).bin("pulumi"))}:${process.env["PATH"] ?? ""}`,
      PULUMI_HOME: join(folder, "home"),
      PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "throw-away",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
    await run("pulumi", ["stack", "init", "staging", "--no-select"], { cwd: folder, env });
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("become those of the stack file, and nothing else in it changes (W-17)", async () => {
    const stackFile = join(folder, "Pulumi.staging.yaml");
    const digest = `sha256:${"b".repeat(64)}`;
    const before = readFileSync(stackFile, "utf8").split("\n");
    const running = run("bash", [join(ROOT, ".github/scripts/set-digests.sh"), "staging"], { cwd: folder, env });
    running.child.stdin?.end(`booking ${digest}\nsearch ${digest}\n`);
    await running;
    const after = readFileSync(stackFile, "utf8").split("\n");
    assert.equal(after.length, before.length);
    const changed = after.flatMap((line, index) => (line === before[index] ? [] : [[before[index - 1], line]]));
    assert.deepEqual(changed, [
      ["      repository: registry.example.com/booking-service", `      digest: ${digest}`],
      ["      repository: registry.example.com/search-service", `      digest: ${digest}`],
    ]);
  });
});
