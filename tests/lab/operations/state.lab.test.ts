/** What docs/state.md says of a stack's state: another passphrase, another back end, a backup that is restored. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runPulumi } from "../../../lab/project/pulumi";
import { stateFile } from "../../../lab/project/stacks";
import { stackFile } from "../../../lab/project/stack-files";
import { SETUP_TIMEOUT_MS, stackLab, type StackLab } from "../stacks/lab";
import { podsOf } from "./pods";

describe("the state of a stack", function () {
  this.timeout(SETUP_TIMEOUT_MS);
  let lab: StackLab;
  let folder: string;
  let pods: readonly string[];

  before(async () => {
    lab = await stackLab();
    folder = await mkdtemp(join(tmpdir(), "bulwark-state-"));
    await lab.up("dev");
    pods = await podsOf(lab, "healthcare-dev");
    assert.ok(pods.length > 0);
  });

  after(async () => {
    await lab.destroy("dev");
    await rm(folder, { recursive: true, force: true });
  });

  afterEach("no pod was touched", async () => {
    assert.deepEqual(await podsOf(lab, "healthcare-dev"), pods);
  });

  it("that is lost comes back from a backup, and the next preview changes nothing", async () => {
    const backup = join(folder, "dev.json");
    await lab.ok(["stack", "export", "--stack", "dev", "--file", backup]);
    for (const file of [stateFile(lab.project, "dev"), `${stateFile(lab.project, "dev")}.bak`]) {
      for (const lost of [file, `${file}.attrs`]) await rm(lost, { force: true });
    }
    assert.notEqual((await lab.pulumi(["stack", "export", "--stack", "dev"])).code, 0);
    await lab.ok(["stack", "init", "dev", "--no-select"]);
    await lab.ok(["stack", "import", "--stack", "dev", "--file", backup]);
    await lab.unchanged("dev");
  });

  it("moves to another back end, and the next preview there changes nothing", async () => {
    const moved = join(folder, "moved.json");
    await mkdir(join(folder, "state"));
    const there = { PULUMI_BACKEND_URL: `file://${join(folder, "state")}` };
    await lab.ok(["stack", "export", "--stack", "dev", "--file", moved]);
    await lab.ok(["stack", "init", "dev", "--no-select"], there);
    await lab.ok(["stack", "import", "--stack", "dev", "--file", moved], there);
    await lab.ok(["preview", "--expect-no-changes", "--stack", "dev", "--policy-pack", "policies"], there);
  });

  describe("with another passphrase", () => {
    const key = "lab:secret";
    const value = "what-the-passphrases-keep";
    let file: string;
    let others: NodeJS.ProcessEnv;

    before(async () => {
      file = stackFile(lab.project.folder, "dev");
      await lab.ok(["config", "set", "--stack", "dev", "--secret", key, value]);
      await writeFile(join(folder, "passphrase"), "another passphrase\n");
      others = { PULUMI_CONFIG_PASSPHRASE_FILE: join(folder, "passphrase") };
    });

    /** From the passphrase of `env` to another one, which Pulumi asks for twice. */
    async function change(env: NodeJS.ProcessEnv, to: string): Promise<void> {
      const args = ["stack", "change-secrets-provider", "passphrase", "--stack", "dev"];
      const { code, stderr } = await runPulumi(lab.project, args, { env, input: `${to}\n${to}\n` });
      assert.equal(code, 0, stderr);
    }

    it("is opened by it alone", async () => {
      await change({}, "another passphrase");
      const opened = await lab.ok(["config", "get", "--stack", "dev", key], others);
      assert.equal(opened.stdout.trim(), value);
      assert.match((await lab.pulumi(["config", "get", "--stack", "dev", key])).output, /incorrect passphrase/);
      await lab.ok(["preview", "--expect-no-changes", "--stack", "dev", "--policy-pack", "policies"], others);
    });

    it("goes back to the former one", async () => {
      await change(others, (await readFile(lab.project.passphraseFile, "utf8")).trim());
      assert.equal((await lab.ok(["config", "get", "--stack", "dev", key])).stdout.trim(), value);
      await lab.ok(["config", "rm", "--stack", "dev", key]);
      assert.ok(!(await readFile(file, "utf8")).includes(key));
    });
  });
});
