import assert from "node:assert/strict";
import { authorizationPolicy } from "../../../components/builders/authorization-policy";
import type { Flow, Peer } from "../../../components/builders/flow";
import type { Mesh } from "../../../components/builders/mesh";
import type { CustomFields } from "../../../components/custom-resources";
import type { Port, WorkloadIdentity } from "../../../components/types";
import { identity, web } from "../fixtures";

const sidecar: Mesh = { mode: "sidecar", monitoringNamespace: "monitoring" };
const ambient: Mesh = { mode: "ambient" };
const client: WorkloadIdentity = { name: "till", namespace: "till-dev", partOf: "example", selector: { app: "till" } };
const grpc: Port = { name: "grpc", number: 9090 };
const syslog: Port = { name: "syslog", number: 5514, protocol: "UDP" };

const policy = (flows: readonly Flow[], mesh: Mesh = sidecar): CustomFields<"AuthorizationPolicy"> =>
  authorizationPolicy(identity, mesh, flows);
const from = (peer: Peer, changes: Partial<Flow> = {}): Flow => ({
  from: peer,
  to: { workload: identity },
  ports: [web],
  ...changes,
});
const to = (...ports: string[]): object[] => [{ operation: { ports } }];

describe("components/builders/authorization-policy", () => {
  it("is named after the workload, selects its pods and admits by list", () => {
    const { metadata, spec } = policy([from({ workload: client })]);
    assert.deepEqual([metadata.name, metadata.namespace], ["shop", "shop-dev"]);
    assert.deepEqual([spec.selector, spec.action], [{ matchLabels: { app: "shop" } }, "ALLOW"]);
  });

  it("admits each client by its own identity, to the ports of its flow", () => {
    const flows = [
      from({ workload: client }),
      from({ namespace: "edge", serviceAccount: "gate" }, { ports: [web, grpc] }),
    ];
    assert.deepEqual(policy(flows).spec.rules, [
      { from: [{ source: { principals: ["cluster.local/ns/till-dev/sa/till"] } }], to: to("8080") },
      { from: [{ source: { principals: ["cluster.local/ns/edge/sa/gate"] } }], to: to("8080", "9090") },
    ]);
  });

  it("admits a namespace whose accounts are not named by any of its identities", () => {
    assert.deepEqual(policy([from({ namespace: "monitoring" })]).spec.rules, [
      { from: [{ source: { namespaces: ["monitoring"] } }], to: to("8080") },
    ]);
  });

  it("knows a canary by the account of its stable release (C-32)", () => {
    const canary = { ...client, name: "till-canary", serviceAccount: "till" };
    assert.deepEqual(policy([from({ workload: canary })]).spec.rules?.[0]?.from, [
      { source: { principals: ["cluster.local/ns/till-dev/sa/till"] } },
    ]);
  });

  it("selects by what stable release and canary share (SPEC 1.4.3)", () => {
    const stable = { ...identity, selector: { app: "shop", track: "stable" }, group: { app: "shop" } };
    const { spec } = authorizationPolicy(stable, sidecar, [from({ workload: client }, { to: { workload: stable } })]);
    assert.deepEqual(spec.selector, { matchLabels: { app: "shop" } });
    assert.equal(spec.rules?.length, 1);
  });

  it("takes another trust domain", () => {
    assert.deepEqual(
      policy([from({ workload: client })], { ...ambient, trustDomain: "corp.example" }).spec.rules?.[0]?.from,
      [{ source: { principals: ["corp.example/ns/till-dev/sa/till"] } }],
    );
    assert.throws(() => policy([from({ workload: client })], { ...ambient, trustDomain: "a/b" }), /mesh\.trustDomain/);
  });

  it("admits an identity to the named paths only", () => {
    const scrape = from({ namespace: "monitoring", serviceAccount: "prometheus" }, { paths: ["/metrics"] });
    assert.deepEqual(policy([scrape]).spec.rules, [
      {
        from: [{ source: { principals: ["cluster.local/ns/monitoring/sa/prometheus"] } }],
        to: [{ operation: { ports: ["8080"], paths: ["/metrics"] } }],
      },
    ]);
  });

  it("admits nobody where nothing flows in", () => {
    const outward: Flow = { from: { workload: identity }, to: { workload: client }, ports: [web] };
    assert.equal(policy([outward]).spec.rules, undefined);
  });

  it("leaves UDP out, which no mesh carries", () => {
    assert.deepEqual(policy([from({ workload: client }, { ports: [syslog, web] })]).spec.rules?.[0]?.to, to("8080"));
    assert.equal(policy([from({ cidr: "10.0.0.0/8" }, { ports: [syslog] })]).spec.rules, undefined);
  });

  describe("for clients without an identity", () => {
    const strangers: readonly Peer[] = [
      { cidr: "10.0.0.0/8" },
      { namespaceLabels: { team: "tills" } },
      { everything: { exemption: "shop-open" } },
    ];
    for (const stranger of strangers) {
      it(`refuses ${JSON.stringify(stranger)} unless the flow says so`, () => {
        assert.throws(() => policy([from(stranger)]), /network\.flows: from: .* a peer with an identity in the mesh/);
        assert.deepEqual(policy([from(stranger, { plaintext: true })]).spec.rules, [{ to: to("8080") }]);
      });
    }

    it("opens named paths only, to Prometheus outside the mesh (G-28)", () => {
      const scrape = from({ namespace: "monitoring" }, { plaintext: true, paths: ["/metrics"] });
      assert.deepEqual(policy([scrape]).spec.rules, [
        { to: [{ operation: { ports: ["8080"], paths: ["/metrics"] } }] },
      ]);
    });

    it("refuses paths where the proxy cannot read them, and paths that are none", () => {
      const scrape = (...paths: string[]): Flow => from({ namespace: "monitoring" }, { plaintext: true, paths });
      assert.throws(() => policy([scrape("/metrics")], ambient), /flows: paths: .* no paths in ambient mode/);
      assert.throws(() => policy([scrape("metrics")]), /paths that begin with a slash/);
      assert.throws(() => policy([scrape()]), /paths that begin with a slash/);
    });
  });
});
