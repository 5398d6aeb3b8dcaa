import assert from "node:assert/strict";

import { CAPABILITIES, resolveCapabilities } from "../../config/capabilities";
import { capabilityOf, neededKinds } from "../../systems/capabilities";

describe("capabilityOf", () => {
  const groups: readonly [group: string, capability: string | undefined][] = [
    ["networking.istio.io", "mesh"],
    ["security.istio.io", "mesh"],
    ["monitoring.coreos.com", "prometheus"],
    ["velero.io", "velero"],
    ["keda.sh", "keda"],
    ["cert-manager.io", "certManager"],
    ["acme.cert-manager.io", "certManager"],
    ["external-secrets.io", "externalSecrets"],
    ["postgresql.cnpg.io", undefined],
    ["notkeda.sh", undefined],
  ];
  for (const [group, capability] of groups) {
    it(`${group}: ${capability ?? "none"}`, () => {
      assert.equal(capabilityOf(group), capability);
    });
  }

  it("knows a group of every capability", () => {
    const known = new Set(groups.map(([group]) => capabilityOf(group)));
    assert.deepEqual(
      CAPABILITIES.filter((name) => !known.has(name)),
      [],
    );
  });
});

describe("neededKinds", () => {
  const wanted = ["ScaledObject", "Gateway", "Cluster"] as const;

  it("are all where nothing is missing", () => {
    assert.deepEqual(neededKinds(resolveCapabilities({}), wanted), wanted);
  });

  it("are those of the capabilities that are there, and those of none", () => {
    assert.deepEqual(neededKinds(resolveCapabilities({ mesh: false }), wanted), ["ScaledObject", "Cluster"]);
  });
});
