/** `bulwark restore`, `rotate-secret`, `rotate-cert` and `import-env`, on a control plane (W-15, W-16, W-23, G-52, G-53). */
import assert from "node:assert/strict";
import { rm } from "node:fs/promises";

import { configure, configured } from "../lab/stacks/configure";
import { SETUP_TIMEOUT_MS, type StackLab } from "../lab/stacks/lab";
import { eventually } from "../lab/support";
import type { Bulwark, Ended } from "./bulwark";
import { certificate, PROD, Recovery, VELERO } from "./recovery";

interface Plan {
  readonly backup: string;
  readonly namespaces: readonly string[];
}

describe("a system that is restored and rotated", function () {
  this.timeout(SETUP_TIMEOUT_MS);
  let system: Recovery;
  let lab: StackLab;
  let bulwark: Bulwark;

  const restore = (...args: string[]): Promise<Ended> => system.run("restore", "--yes", ...args);

  before(async () => {
    system = await Recovery.open();
    ({ lab, bulwark } = system);
  });

  after(() => system.close());

  describe("by bulwark restore", () => {
    it("says on a dry run what it would do, and refuses a backup that is none; nothing is changed", async () => {
      const [plan, lost, unconfirmed] = await Promise.all([
        bulwark.json<Plan>(["restore", "prod", "--dry-run"]),
        restore("--backup", "lost"),
        bulwark.run(["restore", "prod"]),
      ]);
      assert.deepEqual([plan.backup, plan.namespaces], ["healthcare-daily-good", ["healthcare-prod"]]);
      assert.deepEqual([lost.code, unconfirmed.code], [1, 3]);
      assert.match(lost.stderr, /There is no backup lost.*healthcare-daily-partial/);
      assert.equal(await system.restores(), 0);
    });

    it("has the storage read-only meanwhile, and the stack in line with the cluster afterwards", async () => {
      const before = await system.location();
      assert.equal(before.mode, "ReadWrite");
      await lab.kubectl("delete", "configmap", "healthcare-app-config", ...PROD);
      const modes = new Set<string>();
      const ended = restore();
      const watching = eventually("the storage is read-only", async () => {
        modes.add((await system.location()).mode);
        return modes.has("ReadOnly");
      });
      const { code, stdout, stderr } = await ended;
      assert.equal(code, 0, stderr);
      await watching;
      assert.match(stdout, /Restored healthcare-prod from healthcare-daily-good: 1 warnings/);
      assert.deepEqual(await system.location(), before);
      await lab.kubectl("get", "configmap", "healthcare-app-config", ...PROD);
      await lab.unchanged("prod");
    });

    it("goes into a namespace of its own for a drill, and not into one that is there", async () => {
      const { code, stderr } = await restore("--into", "healthcare-drill");
      assert.equal(code, 0, stderr);
      const { items } = await lab.get<{ items: { spec: { namespaceMapping?: object } }[] }>(
        "restores.velero.io",
        ...VELERO,
      );
      assert.ok(
        items.some(({ spec }) => JSON.stringify(spec.namespaceMapping) === '{"healthcare-prod":"healthcare-drill"}'),
      );
      const taken = await restore("--into", "monitoring");
      assert.equal(taken.code, 3);
    });

    it("does not deploy after a partial failure", async () => {
      const { code, stderr } = await restore("--backup", "healthcare-daily-partial");
      assert.equal(code, 2);
      assert.match(stderr, /PartiallyFailed.*2 errors/);
      assert.equal((await system.location()).mode, "ReadWrite");
    });

    it("puts the storage back when it is interrupted", async () => {
      const args = ["restore", "prod", "--yes", "--backup", "healthcare-daily-stuck"];
      const { child, ended, says } = bulwark.start(args);
      await says("InProgress");
      assert.equal((await system.location()).mode, "ReadOnly");
      child.kill("SIGINT");
      const { code, stderr } = await ended;
      assert.equal(code, 130);
      assert.match(stderr, /Velero goes on with the Restore healthcare-daily-stuck-/);
      assert.equal((await system.location()).mode, "ReadWrite");
    });
  });

  describe("by bulwark rotate-secret", () => {
    it("gives a generated secret another value, with pods that have it, and never fewer ready than the budget wants", async () => {
      const [before, old] = [await system.secret("healthcare-app-secrets", "SECRET_KEY_BASE"), await system.pods()];
      const budget = Number(
        await lab.kubectl("get", "pdb", "healthcare-app", ...PROD, "-o", "jsonpath={.spec.minAvailable}"),
      );
      const seen = await whileRunning(bulwark.run(["rotate-secret", "prod", "healthcare", "secretKeyBase"]), async () =>
        Number(
          await lab.kubectl("get", "deployment", "healthcare-app", ...PROD, "-o", "jsonpath={.status.readyReplicas}"),
        ),
      );
      assert.equal(seen.ended.code, 0, seen.ended.stderr);
      assert.notEqual(await system.secret("healthcare-app-secrets", "SECRET_KEY_BASE"), before);
      assert.deepEqual(
        (await system.pods()).filter((pod) => old.includes(pod)),
        [],
      );
      assert.ok(budget >= 1 && Math.min(...seen.values) >= budget, `${seen.values.join()} against ${budget}`);
      assert.match(await bulwark.stackFile("prod"), /secretKeyBase: .*20\d\d-/);
    });

    it("says what is left to do when the database does not take its new password, as where no container runs", async () => {
      const { code, stderr } = await bulwark.run(["rotate-secret", "prod", "healthcare", "databasePassword"]);
      assert.equal(code, 2, stderr);
      assert.match(stderr, /postgres has still its old password/);
      assert.match(stderr, /kubectl exec --stdin postgres-0 --namespace healthcare-prod/);
    });

    it("refuses what would lose data, what is no secret, and a configured one without a value", async () => {
      const refuse = (key: string): Promise<Ended> => bulwark.run(["rotate-secret", "prod", "healthcare", key]);
      const [protectedKey, unknown, valueless] = await Promise.all(
        ["encryptionKey", "encryptKey", "openaiApiKey"].map(refuse),
      );
      assert.deepEqual([protectedKey?.code, unknown?.code, valueless?.code], [3, 1, 1]);
    });
  });

  describe("by bulwark import-env and rotate-cert", () => {
    it("has cert-manager issue a certificate anew, and restarts no pod that does not hold it", async () => {
      const old = await system.pods();
      const { code, stdout, stderr } = await bulwark.run(["rotate-cert", "prod", "healthcare", "--renew"]);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /Issued anew: istio-system\/healthcare-tls-cert. No pod had to be restarted/);
      assert.deepEqual(await system.pods(), old);
    });

    it("takes what it knows from an env file, encrypted, and prints no value", async () => {
      const file = await system.file("test.env", "OPENAI_API_KEY=hidden-value-of-a-test\nOPENAI_KEY=hidden-too\n");
      const { code, stdout, stderr } = await bulwark.run(["import-env", "prod", "healthcare", file]);
      await rm(file);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /healthcare:openaiApiKey/);
      assert.match(stdout, /OPENAI_KEY is no secret of the system; did you mean OPENAI_API_KEY\?/);
      assert.ok(!`${stdout}${stderr}${await bulwark.stackFile("prod")}`.includes("hidden"));
      const refused = await bulwark.run(["rotate-secret", "prod", "healthcare", "secretKeyBase"]);
      assert.equal(refused.code, 3, "what is not deployed yet must not be deployed by the way");
    });

    it("deploys a certificate that was checked, and refuses one with another's key before anything", async () => {
      await configure(lab.project, "prod", { "healthcare:certificateIssuer": undefined });
      assert.equal((await bulwark.run(["deploy", "prod", "healthcare"])).code, 0);
      const [pair, other] = await Promise.all(["a.example.com", "b.example.com"].map(certificate));
      const texts = { "tls.crt": pair!.cert, "tls.key": pair!.private, "other.key": other!.private };
      const files = await Promise.all(Object.entries(texts).map(([name, text]) => system.file(name, text)));
      const rotate = (key: string): Promise<Ended> =>
        bulwark.run(["rotate-cert", "prod", "healthcare", "--certificate", files[0]!, "--key", key]);
      const before = await bulwark.stackFile("prod");
      const wrong = await rotate(files[2]!);
      assert.equal(wrong.code, 1);
      assert.equal(await bulwark.stackFile("prod"), before);
      const { code, stdout, stderr } = await rotate(files[1]!);
      await Promise.all(files.map((file) => rm(file)));
      assert.equal(code, 0, stderr);
      assert.match(stdout, /has the certificate of CN=a\.example\.com/);
      assert.ok(!(await bulwark.stackFile("prod")).includes("PRIVATE KEY"));
      assert.equal(
        typeof (await configured<{ secure: string }>(lab.project, "prod", "healthcare:tlsKey")).secure,
        "string",
      );
    });
  });
});

/** Samples a value until a command has ended. */
async function whileRunning(
  command: Promise<Ended>,
  sample: () => Promise<number>,
): Promise<{ readonly ended: Ended; readonly values: readonly number[] }> {
  let isOver = false;
  const ended = command.finally(() => {
    isOver = true;
  });
  const values = [await sample()];
  while (!(isOver as boolean)) values.push(await sample());
  return { ended: await ended, values };
}
