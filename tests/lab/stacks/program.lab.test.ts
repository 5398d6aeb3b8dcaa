/** What the program itself refuses on a real API server, besides its configuration. */
import assert from "node:assert/strict";
import { TAKE_OVER_EXISTING } from "../../../lab/project/stacks";
import { SETUP_TIMEOUT_MS, stackLab, type StackLab } from "./lab";

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly uid: string; readonly resourceVersion: string };
}

const inProd = ["-n", "healthcare-prod"];
/** Everything of the system in which nothing but an update writes; the controllers keep writing an autoscaler's status. */
const QUIET = "deployments,services,configmaps,secrets,networkpolicies,serviceaccounts,persistentvolumeclaims";

describe("what the program refuses on a running stack", function () {
  this.timeout(SETUP_TIMEOUT_MS);
  let lab: StackLab;

  /** What another version of an object would change. */
  const objects = async (): Promise<readonly string[]> => {
    const { items } = await lab.get<{ readonly items: readonly KubernetesObject[] }>(QUIET, ...inProd);
    const scaler = await lab.kubectl("get", "hpa", ...inProd, "-o=jsonpath={.items[*].metadata.uid} {.items[*].spec}");
    const labels = await lab.kubectl("get", "namespace", "healthcare-prod", "-o=jsonpath={.metadata}");
    const versions = items.map(({ kind, metadata: m }) => `${kind} ${m.name} ${m.uid} ${m.resourceVersion}`);
    return [...versions, scaler, labels];
  };
  const set = (stack: string, key: string, value: string): Promise<unknown> =>
    lab.ok(["config", "set", "--stack", stack, "--path", key, value]);
  const upWithoutPreview = (stack: string): string[] => ["up", "--yes", "--skip-preview", "--stack", stack];

  before(async () => {
    lab = await stackLab();
    await lab.up("prod");
  });

  after(async () => {
    // The volume is protected against a destroy by accident.
    await lab.ok(["state", "unprotect", "--all", "--yes", "--stack", "prod"]);
    await lab.destroy("prod");
    // It stays with its namespace.
    await lab.kubectl("delete", "namespace", "healthcare-prod", "--ignore-not-found", "--wait=true");
    for (const key of ["mllp:hpa", "mllp:persistence"]) await lab.pulumi(["config", "rm", "--stack", "prod", key]);
  });

  describe("a second stack of the same environment", () => {
    let earlier: readonly string[];

    beforeEach(async () => {
      earlier = await objects();
    });

    before(async () => {
      await lab.ok(["stack", "init", "prod-two", "--no-select", "--copy-config-from", "prod"]);
    });

    after(async () => {
      await lab.destroy("prod-two");
      await lab.ok(["stack", "rm", "--yes", "prod-two"]);
      assert.notDeepEqual(await objects(), []);
    });

    it("creates nothing: the first object exists already, and is left as it is", async () => {
      const { code, output } = await lab.pulumi(upWithoutPreview("prod-two"));
      assert.notEqual(code, 0);
      assert.match(output, /namespaces "healthcare-prod" already exists/);
      assert.deepEqual(await objects(), earlier);
    });

    it("takes nothing over where existing objects may be taken over: bulwark.io/stack conflicts", async () => {
      const { code, output } = await lab.pulumi(upWithoutPreview("prod-two"), TAKE_OVER_EXISTING);
      assert.notEqual(code, 0);
      assert.match(output, /conflict with "pulumi-kubernetes[^"]*".*\.metadata\.annotations\.bulwark\.io\/stack/);
      assert.deepEqual(await objects(), earlier);
    });
  });

  describe("persistence in the update that takes the autoscaler away (W-21)", () => {
    const refusal = /before hook "mllp-persistence" failed: [^]*mllp:persistence\.enabled\n[^]*two updates \(W-21\)/;
    let earlier: readonly string[];
    let output: string;

    before(async () => {
      earlier = await objects();
      await set("prod", "mllp:hpa.enabled", "false");
      await set("prod", "mllp:persistence.enabled", "true");
    });

    for (const command of [["preview", "--stack", "prod"], upWithoutPreview("prod")]) {
      it(`is refused by ${command[0] ?? ""} before anything changes`, async () => {
        const run = await lab.pulumi(command);
        output = run.output;
        assert.notEqual(run.code, 0);
        assert.match(output, refusal);
        assert.deepEqual(await objects(), earlier);
      });
    }

    it("works in the two updates whose commands the message tells", async () => {
      const commands = remedyOf(output);
      assert.equal(commands.filter((command) => command.startsWith("up ")).length, 2, output);
      for (const command of commands) await lab.ok(argumentsOf(command));
      const phase = await lab.kubectl("get", "pvc", "mllp-data", ...inProd, "-o=jsonpath={.status.phase}");
      assert.equal(phase, "Bound");
      assert.equal(await lab.kubectl("get", "hpa", ...inProd, "-o", "name"), "");
    });
  });
});

/** The commands of the message that Pulumi prints last. */
function remedyOf(output: string): readonly string[] {
  const diagnostics = output.slice(output.lastIndexOf("Diagnostics:"));
  return [...diagnostics.matchAll(/^ +pulumi (.+)$/gm)].flatMap(([, command]) => command ?? []);
}

/** As a shell splits it; `up` asks nobody here. */
function argumentsOf(command: string): readonly string[] {
  const words = command.split(" ").map((word) => word.replaceAll("'", ""));
  return words[0] === "up" ? [...words, "--yes", "--skip-preview"] : words;
}
