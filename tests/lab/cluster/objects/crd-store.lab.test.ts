import assert from "node:assert/strict";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { down, up } from "../../../../lab/cluster";
import { CrdStore } from "../../../../lab/cluster/objects/crd-store";
import { crdFingerprint } from "../../../../lab/cluster/objects/crds";
import type { Toolchain } from "../../../../lab/toolchain";
import { testLab, toolchain, uniqueName, type TestLab } from "../../support";

const CRD = "scaledobjects.keda.sh";

/** The API server's answer to a ScaledObject that lacks what KEDA's schema demands. */
const REFUSAL = /spec\.scaleTargetRef: Required value/;

describe("the CRDs kept for the next fresh lab", function () {
  this.timeout(180_000);
  const names: string[] = [];
  let tools: Toolchain;
  let store: CrdStore;
  let folder: string;
  let bad: string;

  before(async () => {
    // One operator's: a set of its own, which no other lab has kept.
    const whole = await toolchain();
    tools = { ...whole, crds: whole.crds.filter(({ operator }) => operator === "keda") };
    assert.equal(tools.crds.length, 1);
    store = new CrdStore(tools, await crdFingerprint(tools.crds), 0);
    await rm(store.file, { force: true });
    folder = await mkdtemp(join(tmpdir(), "bulwark-crds-"));
    bad = join(folder, "bad.json");
    const object = { apiVersion: "keda.sh/v1alpha1", kind: "ScaledObject", metadata: { name: "bad" } };
    await writeFile(bad, JSON.stringify({ ...object, spec: { triggers: [] } }));
  });
  after(async () => {
    await Promise.all(names.map((name) => down(name)));
    await rm(store.file, { force: true });
    await rm(folder, { recursive: true });
  });

  async function fresh(): Promise<TestLab> {
    const name = uniqueName("test-crds");
    names.push(name);
    return testLab(await up(name, tools), tools);
  }
  const uid = (lab: TestLab): Promise<string> => lab.kubectl("get", "crd", CRD, "-o=jsonpath={.metadata.uid}");
  const refuses = (lab: TestLab): Promise<void> =>
    assert.rejects(lab.kubectl("create", "--dry-run=server", "-f", bad), REFUSAL);

  it("are served by the second lab as by the first, and are objects of its own", async () => {
    const first = await fresh();
    const { mtimeMs } = await stat(store.file);
    await refuses(first);
    const second = await fresh();
    await refuses(second);
    assert.notEqual(await uid(first), await uid(second));
    assert.equal((await stat(store.file)).mtimeMs, mtimeMs, "the second lab was not given what the first one kept");
  });

  it("are applied when what was kept cannot be read", async () => {
    await writeFile(store.file, "[{");
    await refuses(await fresh());
    assert.ok((await stat(store.file)).size > 1_000, "what was kept was not replaced");
  });
});
