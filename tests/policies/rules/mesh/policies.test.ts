import assert from "node:assert/strict";

import { Environments } from "../../../../policies/judging/environment";
import { judgedObjects } from "../../../../policies/judging/judged";
import { judgeAll } from "../../../../policies/judging/run";
import { settingsFrom } from "../../../../policies/judging/settings";
import { manifestType } from "../../../../policies/kubernetes/kinds";
import { strictMtls } from "../../../../policies/rules/mesh/policies";
import { testRule } from "../../support/rule-cases";
import { named } from "../../support/objects";
import { analyze } from "../../support/pack";

const PEER_AUTHENTICATION = "kubernetes:security.istio.io/v1beta1:PeerAuthentication";
const strict = { mtls: { mode: "STRICT" } };

testRule("strict-mtls", {
  type: PEER_AUTHENTICATION,
  object: named("security.istio.io/v1beta1", "PeerAuthentication", { spec: strict }),
  failing: [
    ["PERMISSIVE", { "spec.mtls.mode": "PERMISSIVE" }, "spec.mtls.mode"],
    ["the mode of the mesh", { "spec.mtls": undefined }, "spec.mtls.mode"],
  ],
  unknown: ["spec.mtls.mode", "spec.portLevelMtls"],
});

describe("strict-mtls", () => {
  it("judges each port", async () => {
    const spec = { ...strict, portLevelMtls: { "8080": { mode: "DISABLE" }, "9090": { mode: "STRICT" } } };
    const object = named("security.istio.io/v1beta1", "PeerAuthentication", { spec });
    const [violation, ...more] = await analyze({ type: PEER_AUTHENTICATION, object });
    assert.deepEqual(more, []);
    assert.match(violation?.message ?? "", /spec\.portLevelMtls\['8080'\]\.mode is "DISABLE"; wanted: STRICT/);
  });
});

describe("strict-mtls by the setting plaintextPorts", () => {
  const spec = { ...strict, portLevelMtls: { "4000": { mode: "PERMISSIVE" } } };
  const type = manifestType("security.istio.io/v1beta1", "PeerAuthentication");
  const found = (plaintextPorts: readonly string[]): number => {
    const object = named("security.istio.io/v1beta1", "PeerAuthentication", { spec });
    const context = {
      register: [],
      today: () => "2026-11-28",
      environments: new Environments("prod"),
      settings: settingsFrom({ plaintextPorts }),
    };
    const objects = judgedObjects(type, object, { name: "app", urn: "app" });
    return judgeAll(objects, { objectRules: [strictMtls], stackRules: [] }, context).length;
  };

  it("passes the named port of the named policy only", () => {
    assert.equal(found(["app 4000"]), 0);
    assert.equal(found(["app 4001"]), 1);
    assert.equal(found(["other 4000"]), 1);
  });
});

const source = "spec.rules.0.from.0.source";
testRule("authorization-peers", {
  type: "kubernetes:security.istio.io/v1beta1:AuthorizationPolicy",
  object: named("security.istio.io/v1beta1", "AuthorizationPolicy", {
    spec: { action: "ALLOW", rules: [{ from: [{ source: { principals: ["cluster.local/ns/a/sa/b"] } }] }] },
  }),
  passing: [
    ["a policy that denies everybody", { "spec.action": "DENY", "spec.rules": [{}] }],
    ["a policy without rules, which allows nobody", { "spec.rules": undefined }],
    [
      "the figures, for whoever may reach the port",
      { "spec.rules": [{ to: [{ operation: { paths: ["/metrics"] } }] }] },
    ],
    ["namespaces", { [source]: { namespaces: ["monitoring"] } }],
    ["all accounts of a namespace", { [source]: { principals: ["cluster.local/ns/a/*"] } }],
  ],
  failing: [
    ["a rule for everybody", { "spec.rules": [{}] }, "spec.rules.0.from"],
    ["a rule of ports", { "spec.rules": [{ to: [{ operation: { ports: ["80"] } }] }] }, "spec.rules.0.from"],
    ["any principal", { [source]: { principals: ["*"] } }, `${source}.principals.0`],
    [
      "any principal, where the action is not stated",
      { "spec.action": undefined, [source]: { principals: ["*"] } },
      `${source}.principals.0`,
    ],
    ["principals of all namespaces", { [source]: { principals: ["cluster.local/*"] } }, `${source}.principals.0`],
    ["an account of any namespace", { [source]: { principals: ["*/sa/b"] } }, `${source}.principals.0`],
    ["all addresses", { [source]: { ipBlocks: ["0.0.0.0/0"] } }, `${source}.ipBlocks.0`],
    ["a source that names nobody", { [source]: { notNamespaces: ["a"] } }, source],
  ],
  unknown: ["spec.rules", "spec.rules.0.from", `${source}.principals.0`, "spec.action"],
});
