import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { labDir } from "../../../lab/paths";
import { ROOT, SETUP_TIMEOUT_MS, finished, openStacks, type Run, type StackLab } from "../stacks/lab";
import { processesWith } from "../stacks/processes";
import { eventually, uniqueName } from "../support";
import { ELSEWHERE, copyClone, type Clone } from "./clone";

const MARK = "BULWARK_TEST_RUN";

describe("npm start", function () {
  this.timeout(SETUP_TIMEOUT_MS);
  const mark = randomUUID();
  let lab: StackLab;
  let clone: Clone;

  /** Starts a command in the clone as a terminal does, which is the leader of a process group. */
  function command(words: readonly string[], cwd = clone.root): ChildProcess {
    const [program = "", ...args] = words;
    return spawn(program, args, {
      cwd,
      env: { ...process.env, [MARK]: mark },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
  }
  const start = (...args: string[]): Promise<Run> =>
    finished(command(["npm", "start", "--", "--name", lab.project.name, ...args]));
  const shell = (script: string): Promise<Run> =>
    finished(
      command(["sh", "-c", `eval "$(npm run -s lab -- env ${lab.project.name})" && cd '${ELSEWHERE}' && ${script}`]),
    );
  const state = (): Promise<string> => readFile(join(lab.project.state, ".pulumi/stacks/bulwark/dev.json"), "utf8");

  before(async () => {
    clone = await copyClone();
    lab = await openStacks(clone.root);
  });

  after(async () => {
    // The other files' tests go on with the clone itself.
    await lab.destroy("dev");
    await openStacks(ROOT);
    await clone.remove();
  });

  it("of an unknown stack gives one error and starts nothing", async () => {
    const name = uniqueName("never");
    const { code, output } = await finished(command(["npm", "start", "--", "--name", name, "--stack", "prdo"]));
    assert.equal(code, 1, output);
    assert.match(output, /error: there is no stack "prdo"; this project has dev, prod, staging\./);
    assert.equal(output.match(/error:/g)?.length, 1, output);
    assert.ok(!existsSync(labDir(name)));
  });

  it("ends with exit code 130 and no process on Ctrl-C in an update", async () => {
    const child = command(["npm", "start", "--", "--name", lab.project.name]);
    const ended = finished(child);
    let seen = "";
    child.stdout?.on("data", (text: string) => (seen += text));
    await eventually("the update creates something", () => Promise.resolve(/creating/.test(seen)), 300_000);
    process.kill(-child.pid!, "SIGINT");
    const { code, output } = await ended;
    assert.equal(code, 130, output);
    await eventually("its processes end", async () => (await processesWith(MARK, mark)).length === 0, 60_000);
  });

  it("completes what was interrupted and says what runs", async () => {
    const { code, output } = await start();
    assert.equal(code, 0, output);
    assert.match(output, /Stack dev runs on the lab/);
    assert.match(output, /deployment\/mllp-server\s+1\/1/);
  });

  it("changes nothing when there is nothing to change", async () => {
    const { code, output } = await start();
    assert.equal(code, 0, output);
    assert.match(output, /Resources:\s+\d+ unchanged/);
  });

  it("with a wrong passphrase gives one message with a remedy and leaves the state as it is", async () => {
    const passphrase = await readFile(lab.project.passphraseFile, "utf8");
    const before = await state();
    try {
      await writeFile(lab.project.passphraseFile, "another one\n");
      const { code, output } = await start();
      assert.equal(code, 1, output);
      assert.match(output, /passphrase in .* does not open/);
      assert.match(output, /Remedy: /);
      assert.doesNotMatch(output, /\n\s+at .*:\d+:\d+/);
      assert.equal(await state(), before);
    } finally {
      await writeFile(lab.project.passphraseFile, passphrase);
    }
  });

  it("leaves git status clean", async () => {
    assert.equal(await clone.changes(), "");
  });

  describe("and a shell with its environment, in another folder", () => {
    it("has plain pulumi", async () => {
      const { code, stdout, output } = await shell("pulumi stack ls --json");
      assert.equal(code, 0, output);
      const names = (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name);
      assert.deepEqual(names.sort(), ["dev", "prod", "staging"]);
    });

    it("has plain kubectl", async () => {
      const { code, output } = await shell("kubectl get namespaces -o name");
      assert.equal(code, 0, output);
      assert.match(output, /namespace\/healthcare-dev/);
    });

    it("has a pulumi that takes up an edited stack file", async () => {
      const file = join(clone.root, "Pulumi.dev.yaml");
      const text = await readFile(file, "utf8");
      try {
        await writeFile(file, `${text}  mllp:maxConnections: 11\n`);
        const { code, stdout, output } = await shell("pulumi config get mllp:maxConnections --stack dev");
        assert.equal(code, 0, output);
        assert.equal(stdout.trim(), "11");
      } finally {
        await writeFile(file, text);
      }
    });
  });
});
