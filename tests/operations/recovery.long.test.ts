/** How `bulwark rotate-secret` and `restore` end when something goes wrong, on a control plane. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { configured } from "../lab/stacks/configure";
import { SETUP_TIMEOUT_MS } from "../lab/stacks/lab";
import { withoutNodes } from "../lab/stacks/nodes";
import { openGateway } from "./gateway";
import { Recovery } from "./recovery";

/** Enough to begin the update on a slow machine; the roll-out cannot end without a node. */
const TOO_SHORT = ["--timeout", "60s"];
const ROLLS = "updating Deployment healthcare-app";
const KEY = ["healthcare-app-secrets", "OPENAI_API_KEY"] as const;

describe("a rotation or a restore that does not end well", function () {
  this.timeout(SETUP_TIMEOUT_MS);
  let system: Recovery;
  let folder: string;
  let value: string;

  /** What must be as before, whatever has happened. */
  const now = async (): Promise<object> => ({
    file: await system.bulwark.stackFile("prod"),
    value: await system.secret(...KEY),
    pods: (await system.pods()).sort(),
  });

  before(async () => {
    system = await Recovery.open();
    folder = await mkdtemp(join(tmpdir(), "bulwark-recovery-"));
    const { code, output } = await system.run(
      "rotate-secret",
      "openaiApiKey",
      "--from",
      await system.file("first", "a value of a test\n"),
    );
    assert.equal(code, 0, output);
    value = await system.file("second", "another value of a test\n");
  });

  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await system.close();
  });

  it("a configured secret has its former value again when the pods do not become ready in time", async () => {
    const former = await now();
    const { code, stderr } = await withoutNodes(system.lab, () =>
      system.run("rotate-secret", "openaiApiKey", "--from", value, ...TOO_SHORT),
    );
    assert.equal(code, 4, stderr);
    assert.match(stderr, /pod healthcare-app-\S+: .*nodes? /);
    assert.match(stderr, /Pulumi\.prod\.yaml and the cluster are as before/);
    assert.deepEqual(await now(), former);
  });

  it("a configured secret has its former value again after an interrupt", async () => {
    const former = await now();
    const { code, stderr } = await withoutNodes(system.lab, async () => {
      const { child, says, ended } = system.start("rotate-secret", ["openaiApiKey", "--from", value]);
      await says(ROLLS);
      child.kill("SIGINT");
      return ended;
    });
    assert.equal(code, 130, stderr);
    assert.deepEqual(await now(), former);
  });

  it("a second rotation is told who holds the lock, and changes nothing", async () => {
    const { first, second, between } = await withoutNodes(system.lab, async () => {
      const { child, says, ended } = system.start("rotate-secret", ["openaiApiKey", "--from", value]);
      await says(ROLLS);
      const file = await system.bulwark.stackFile("prod");
      const other = await system.run("rotate-secret", "secretKeyBase");
      const isSame = file === (await system.bulwark.stackFile("prod"));
      child.kill("SIGINT");
      return { first: await ended, second: other, between: isSame };
    });
    assert.equal(first.code, 130, first.stderr);
    assert.equal(second.code, 5, second.stderr);
    assert.match(second.stderr, /locked by \S+, process \d+, since/);
    assert.ok(between);
  });

  it("a cluster that is gone leaves the former stack file, and deploy leads back to it", async () => {
    const former = await now();
    const gateway = await openGateway(system.lab.project.kubeconfig, folder);
    const args = ["openaiApiKey", "--from", value, "--timeout", "90s"];
    const { code, stderr } = await withoutNodes(system.lab, async () => {
      const { says, ended } = system.start("rotate-secret", args, { KUBECONFIG: gateway.kubeconfig });
      await says(ROLLS);
      await gateway.cut();
      return ended;
    });
    assert.equal(code, 6, stderr);
    const back = await system.run("deploy");
    assert.equal(back.code, 0, back.stderr);
    assert.deepEqual(await now(), former);
  });

  it("a generated secret that was interrupted is finished by the same command, with the value that it began with", async () => {
    const version = (): Promise<object> => configured<object>(system.lab.project, "prod", "healthcare:secretsVersion");
    const interrupted = await withoutNodes(system.lab, async () => {
      const { child, says, ended } = system.start("rotate-secret", ["secretKeyBase"]);
      await says(ROLLS);
      child.kill("SIGINT");
      return ended;
    });
    assert.equal(interrupted.code, 130, interrupted.stderr);
    assert.match(interrupted.stderr, /not finished[^]*bulwark rotate-secret prod healthcare secretKeyBase/);
    const begun = await version();
    const { code, stderr } = await system.run("rotate-secret", "secretKeyBase");
    assert.equal(code, 0, stderr);
    assert.deepEqual(await version(), begun);
    await system.lab.unchanged("prod");
  });

  it("a restore whose cluster goes away says that the storage is read-only; the same command follows it and puts that back", async () => {
    const [before, restores] = [await system.location(), await system.restores()];
    const gateway = await openGateway(system.lab.project.kubeconfig, folder);
    const args = ["--yes", "--backup", "healthcare-daily-stuck"];
    const { says, ended } = system.start("restore", args, { KUBECONFIG: gateway.kubeconfig });
    await says("InProgress");
    await gateway.cut();
    const { code, stderr } = await ended;
    assert.equal(code, 6, stderr);
    assert.match(stderr, /still read-only[^]*kubectl patch backupstoragelocation default/);
    assert.equal((await system.location()).mode, "ReadOnly");
    const again = await system.run("restore", ...args, "--timeout", "25s");
    assert.equal(again.code, 4, again.stderr);
    assert.equal((await system.location()).mode, before.mode);
    assert.equal(await system.restores(), restores + 1);
  });
});
