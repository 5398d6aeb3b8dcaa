import assert from "node:assert/strict";
import { authorizationPolicy } from "../../../components/builders/authorization-policy";
import type { Flow } from "../../../components/builders/flow";
import type { Port, WorkloadIdentity } from "../../../components/types";
import type { Pod } from "../../../render/flows/evaluator";
import { identityLines, meshPoliciesOf } from "../../../render/flows/identities";
import { meshPolicy } from "./example";

const http: Port = { name: "http", number: 8080 };
const shop: WorkloadIdentity = { name: "shop", namespace: "shop-dev", partOf: "example", selector: { app: "shop" } };
const pod: Pod = {
  namespace: "shop-dev",
  namespaceLabels: {},
  labels: { app: "shop", track: "stable" },
  ports: [],
  addresses: [],
};
const into = (from: Flow["from"], changes: Partial<Flow> = {}): Flow => ({
  from,
  to: { workload: shop },
  ports: [http],
  ...changes,
});
const linesOf = (...flows: Flow[]): string[] => {
  const object = authorizationPolicy(shop, { mode: "sidecar", monitoringNamespace: "monitoring" }, flows);
  return identityLines(meshPoliciesOf([meshPolicy(object)]), pod);
};

describe("render/flows/identities", () => {
  it("says whom the mesh admits to which ports", () => {
    assert.deepEqual(linesOf(into({ namespace: "edge", serviceAccount: "gate" }), into({ namespace: "monitoring" })), [
      "the mesh admits to TCP 8080: cluster.local/ns/edge/sa/gate",
      "the mesh admits to TCP 8080: any identity of monitoring",
    ]);
  });

  it("says where no identity is needed", () => {
    const flow = into({ namespace: "monitoring" }, { plaintext: true, paths: ["/metrics"] });
    assert.deepEqual(linesOf(flow), ["the mesh admits to TCP 8080 at /metrics: anybody, also without an identity"]);
  });

  it("says that nobody is admitted", () => {
    assert.deepEqual(linesOf(), ["the mesh admits nobody"]);
  });

  it("says nothing of pods that no policy guards", () => {
    const object = authorizationPolicy({ ...shop, selector: { app: "till" } }, { mode: "ambient" }, []);
    assert.deepEqual(identityLines(meshPoliciesOf([meshPolicy(object)]), pod), []);
    assert.deepEqual(identityLines([], pod), []);
  });

  it("refuses to tell what it does not read", () => {
    const metadata = { name: "shop", namespace: "shop-dev" };
    for (const spec of [{ action: "DENY" }, { rules: [{ when: [{ key: "source.ip" }] }] }]) {
      assert.throws(() => meshPoliciesOf([meshPolicy({ metadata, spec })]), /AuthorizationPolicy shop: /);
    }
  });
});
