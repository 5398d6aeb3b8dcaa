import assert from "node:assert/strict";
import { join } from "node:path";

import { needsOf, type Needs } from "../../operations/doctor/needs";
import { systemNames, systemOf, targetsOf } from "../../operations/systems";
import { registry } from "../../systems/registry";
import { registrationsOf } from "../../render/render";

const root = join(__dirname, "../..");

describe("what a stack takes for granted", () => {
  let needs: Needs;

  before(async function () {
    this.timeout(60_000);
    needs = await needsOf(root, "prod");
  });

  it("names the kinds of custom resources with the systems that make them", () => {
    assert.deepEqual(needs.kinds.get("keda.sh/v1alpha1 ScaledObject"), ["bitvault"]);
    assert.deepEqual(needs.kinds.get("velero.io/v1 Schedule"), ["healthcare"]);
  });

  it("names classes by which objects ask for something", () => {
    assert.deepEqual(needs.storageClasses.get("fast-ssd"), ["healthcare"]);
    assert.deepEqual(needs.ingressClasses.get("nginx"), ["smedrec"]);
  });

  it("names the nodes that pods ask for", () => {
    assert.deepEqual(needs.nodeLabels.get("workload=search"), ["appointment"]);
  });

  it("names namespaces of operators and none that the stack makes", () => {
    assert.ok(needs.namespaces.has("velero"));
    assert.ok(!needs.namespaces.has("healthcare-prod"));
  });

  it("names the pods of the mesh gateway", () => {
    assert.deepEqual([...needs.gateways], [["istio=ingressgateway", ["healthcare"]]]);
  });

  it("tells resource metrics from custom ones", () => {
    assert.ok(needs.metrics.get("cpu and memory")?.includes("mllp"));
    assert.ok(needs.metrics.has("custom"));
  });
});

describe("the systems as bulwark knows them", () => {
  it("are those of the program", () => {
    assert.deepEqual([...systemNames], Object.keys(registry));
  });

  it("every resource under a system's component is a target of that system", async function () {
    this.timeout(60_000);
    const registrations = await registrationsOf(root, "prod");
    const own = registrations.filter(({ urn }) => urn.includes("::bulwark:systems:") && !urn.includes("Preflight"));
    assert.ok(own.length > 100);
    for (const { urn } of own) {
      const system = systemOf(urn);
      assert.ok(system !== undefined, urn);
      assert.ok(
        targetsOf(system).some((pattern) => matches(pattern, urn)),
        urn,
      );
    }
  });
});

/** Pulumi's wildcard: ** stands for anything. */
function matches(pattern: string, urn: string): boolean {
  const parts = pattern.split("**").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`, "u").test(urn);
}
