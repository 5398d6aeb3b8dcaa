/** A system leaves a stack that outgrew one, as docs/splitting.md says: its objects and pods stay. */
import assert from "node:assert/strict";
import { configure } from "../stacks/configure";
import { ROOT, SETUP_TIMEOUT_MS, openStacks, type StackLab } from "../stacks/lab";
import { podsOf } from "./pods";

const NAMESPACE = "smedrec-audit-dev";

describe("a system that moves from the stack dev to a stack of its own", function () {
  this.timeout(SETUP_TIMEOUT_MS);
  let lab: StackLab;
  let pods: readonly string[];

  /** URNs of the components of a stack that stand at its top, by their names. */
  async function components(stack: string, names: readonly string[]): Promise<string[]> {
    const { resources = [] } = await lab.deployment(stack);
    return resources
      .map(({ urn }) => urn)
      .filter((urn) => urn.split("::")[2]?.startsWith("bulwark:") && names.includes(urn.split("::").at(-1) ?? ""));
  }

  before(async () => {
    lab = await openStacks(ROOT);
    await lab.restrict(["mllp", "smedrec"]);
    await lab.up("dev");
    pods = await podsOf(lab, NAMESPACE);
    assert.ok(pods.length > 0);
  });

  after(async () => {
    for (const stack of ["dev-audit", "dev"]) await lab.destroy(stack);
    await lab.ok(["stack", "rm", "--yes", "dev-audit"]);
    await lab.restrict(["mllp"]);
  });

  it("takes its components along, and nothing else", async () => {
    await lab.ok(["stack", "init", "dev-audit", "--no-select", "--copy-config-from", "dev"]);
    const top = await components("dev", ["smedrec", NAMESPACE]);
    assert.equal(top.length, 2, top.join("\n"));
    await lab.ok(["state", "move", "--yes", "--source", "dev", "--dest", "dev-audit", ...top]);
    await configure(lab.project, "dev", { "bulwark:systems": ["mllp"] });
    await configure(lab.project, "dev-audit", { "bulwark:systems": ["smedrec"], "bulwark:environment": "dev" });
    assert.deepEqual(await components("dev", ["smedrec", NAMESPACE]), []);
  });

  it("leaves a stack behind that has nothing to change", async () => {
    await lab.unchanged("dev");
  });

  it("is given the name of its new stack by an update that touches no pod", async () => {
    const { output } = await lab.up("dev-audit");
    assert.doesNotMatch(output, /^ *(\+|-|\+-|-\+) +kubernetes:\S+ \S+ (creat|delet|replac)/m);
    const path = "-o=jsonpath={.metadata.annotations.bulwark\\.io/stack}";
    assert.equal(await lab.kubectl("get", "deployment", "audit-server", "-n", NAMESPACE, path), "bulwark/dev-audit");
    assert.deepEqual(await podsOf(lab, NAMESPACE), pods);
  });

  it("is then without changes", async () => {
    await lab.unchanged("dev-audit");
  });
});
