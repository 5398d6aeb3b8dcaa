import assert from "node:assert/strict";

import { SETUP_TIMEOUT_MS, stackLab, type StackLab } from "../lab/stacks/lab";
import type { Workload } from "../lab/stacks/objects";
import { configure } from "../lab/stacks/configure";
import { bulwark } from "./bulwark";

const inProd = ["-n", "healthcare-prod"];

describe("bulwark in prod, where an autoscaler owns the replicas and data is protected", function () {
  this.timeout(SETUP_TIMEOUT_MS);
  let lab: StackLab;

  const spec = async (): Promise<Workload["spec"]> =>
    (await lab.get<Workload>("deployment", "mllp-server", ...inProd)).spec;

  before(async () => {
    lab = await stackLab();
    await lab.up("prod");
  });

  after(async () => {
    await lab.ok(["state", "unprotect", "--all", "--yes", "--stack", "prod"]);
    await lab.destroy("prod");
    // It stays with the volume.
    await lab.kubectl("delete", "namespace", "healthcare-prod", "--ignore-not-found", "--wait=true");
    await configure(lab.project, "prod", { "mllp:hpa": undefined, "mllp:persistence": undefined });
  });

  it("scale to a number is refused, with the bounds as the way", async () => {
    const { code, output } = await bulwark(lab, "scale", "prod", "mllp", "--replicas", "4");
    assert.equal(code, 1, output);
    assert.match(output, /HorizontalPodAutoscaler owns the number[^]*--min 4/);
  });

  it("scale changes the autoscaler's bounds, and ends when it has moved the pods", async () => {
    const { code, output } = await bulwark(lab, "scale", "prod", "mllp", "--min", "3", "--timeout", "5m");
    assert.equal(code, 0, output);
    assert.equal((await spec()).replicas, 3);
  });

  it("persist takes the autoscaler away and brings the volume, in one command", async () => {
    const { code, output } = await bulwark(lab, "persist", "prod", "mllp", "--yes");
    assert.equal(code, 0, output);
    assert.equal((await spec()).replicas, 1);
    assert.equal(await lab.kubectl("get", "hpa", ...inProd, "-o", "name"), "");
    assert.equal(await lab.kubectl("get", "pvc", "mllp-data", ...inProd, "-o=jsonpath={.status.phase}"), "Bound");
    await lab.unchanged("prod");
  });

  it("delete refuses protected data, and says what comes first", async () => {
    const { code, output } = await bulwark(lab, "delete", "prod", "--confirm", "prod");
    assert.equal(code, 3, output);
    assert.match(output, /protects data[^]*PersistentVolumeClaim[^]*--release-data/);
  });

  it("delete refuses prod without its name typed, even with --yes", async () => {
    const { code, output } = await bulwark(lab, "delete", "prod", "--release-data", "--yes");
    assert.equal(code, 3, output);
    assert.match(output, /--confirm prod/);
  });

  it("delete with both empties the stack and leaves the volume in the cluster", async () => {
    const { code, output } = await bulwark(lab, "delete", "prod", "--release-data", "--confirm", "prod");
    assert.equal(code, 0, output);
    assert.deepEqual((await lab.deployment("prod")).resources ?? [], []);
    assert.equal(await lab.kubectl("get", "pvc", "mllp-data", ...inProd, "-o=jsonpath={.status.phase}"), "Bound");
  });
});
