/** The permissions of deploy/rbac are enough for the work on a stack, and for nothing else. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import { commandEnvironment } from "../../../lab/project/lab";
import { TAKE_OVER_EXISTING } from "../../../lab/project/stacks";
import { configure } from "../stacks/configure";
import { ROOT, SETUP_TIMEOUT_MS, openStacks, type StackLab } from "../stacks/lab";
import { actAs } from "./identity";

const MANIFEST = join(ROOT, "deploy/rbac/dev.yaml");
const UP = ["up", "--yes", "--skip-preview", "--stack", "dev", "--policy-pack", "policies"];

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
}

/** What the deployer must not do, by the words of kubectl. */
const FORBIDDEN: readonly (readonly [what: string, args: readonly string[]])[] = [
  ["read a Secret of kube-system", ["get", "secrets", "-n", "kube-system"]],
  ["become an administrator", ["create", "clusterrolebinding", "x", "--clusterrole=cluster-admin", "--user=x"]],
  [
    "give away in a Role what it does not hold",
    ["create", "role", "x", "-n", "smedrec-audit-dev", "--verb=create", "--resource=pods/exec"],
  ],
  ["make a namespace", ["create", "namespace", "somewhere-else"]],
  ["change the namespace of somebody else", ["label", "namespace", "kube-system", "a=b"]],
  ["enter a pod", ["exec", "-n", "healthcare-dev", "deploy/mllp-server", "--", "true"]],
];

/** Tells it of the stack dev with these systems. */
export function describeDeployer(systems: readonly string[]): void {
  describe("a deployer with no other permissions than those of deploy/rbac", function () {
    this.timeout(SETUP_TIMEOUT_MS);
    let lab: StackLab;
    let folder: string;
    let deployer: NodeJS.ProcessEnv;
    let previewer: NodeJS.ProcessEnv;

    /** Runs kubectl as an identity; its output, or what the API server refused it with. */
    async function kubectl(identity: NodeJS.ProcessEnv, ...args: string[]): Promise<string> {
      const env = { ...commandEnvironment(lab.project), ...identity };
      try {
        return (await promisify(execFile)(join(lab.project.bin, "kubectl"), args, { env })).stdout;
      } catch (error) {
        return (error as { stderr: string }).stderr;
      }
    }

    before(async () => {
      lab = await openStacks(ROOT);
      await lab.restrict(systems);
      folder = await mkdtemp(join(tmpdir(), "bulwark-identity-"));
      await lab.kubectl("apply", "--server-side", "-f", MANIFEST);
      deployer = await actAs(lab, "bulwark-deployer-dev", join(folder, "deployer"));
      previewer = await actAs(lab, "bulwark-previewer-dev", join(folder, "previewer"));
    });

    after(async () => {
      await lab.kubectl("delete", "--ignore-not-found", "-f", MANIFEST);
      await lab.restrict(["mllp"]);
      await rm(folder, { recursive: true, force: true });
    });

    it("has rules about resources that the API server serves", async () => {
      const served = new Set((await lab.kubectl("api-resources", "-o", "name", "--no-headers")).trim().split("\n"));
      const rules = parseAllDocuments(readFileSync(MANIFEST, "utf8")).flatMap(
        (document) => (document.toJS() as { rules?: Rule[] }).rules ?? [],
      );
      const named = rules.flatMap(({ apiGroups, resources }) =>
        apiGroups.flatMap((group) => resources.map((resource) => (group === "" ? resource : `${resource}.${group}`))),
      );
      assert.ok(named.length > 0);
      assert.deepEqual(
        named.filter((resource) => !served.has(resource)),
        [],
      );
    });

    it("deploys into the namespaces that were made for it", async () => {
      await lab.ok(UP, { ...deployer, ...TAKE_OVER_EXISTING });
      await lab.ok(UP, deployer);
    });

    it("then sees no change and no drift", async () => {
      await lab.ok(["preview", "--expect-no-changes", "--stack", "dev", "--policy-pack", "policies"], deployer);
      await lab.ok(["refresh", "--yes", "--skip-preview", "--expect-no-changes", "--stack", "dev"], deployer);
    });

    for (const [what, args] of FORBIDDEN) {
      it(`cannot ${what}`, async () => {
        assert.match(await kubectl(deployer, ...args), /forbidden/i);
      });
    }

    it("has a previewer beside it, which sees what a change would do and can change nothing", async () => {
      await configure(lab.project, "dev", { "mllp:logLevel": "warn" });
      const { output } = await lab.ok(["preview", "--diff", "--stack", "dev", "--policy-pack", "policies"], previewer);
      await configure(lab.project, "dev", { "mllp:logLevel": undefined });
      assert.match(output, /LOG_LEVEL: "debug" => "warn"/);
      for (const args of [
        ["label", "configmap", "mllp-server-config", "a=b", "-n", "healthcare-dev"],
        ["get", "secrets", "-n", "smedrec-audit-dev"],
      ]) {
        assert.match(await kubectl(previewer, ...args), /forbidden/);
      }
    });

    it("destroys the stack, namespaces included", async () => {
      await lab.ok(["destroy", "--yes", "--skip-preview", "--stack", "dev"], deployer);
      assert.deepEqual((await lab.deployment("dev")).resources ?? [], []);
      assert.equal(await lab.kubectl("get", "namespace", "healthcare-dev", "--ignore-not-found"), "");
    });
  });
}
