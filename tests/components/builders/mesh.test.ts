import assert from "node:assert/strict";
import type { Flow } from "../../../components/builders/flow";
import { carriedFlows, type Surroundings } from "../../../components/builders/mesh";
import { networkPolicies, type NetworkPolicyFields } from "../../../components/builders/network-policies";
import type { Port, WorkloadIdentity } from "../../../components/types";
import { identity, web } from "../fixtures";

const database: WorkloadIdentity = { name: "db", namespace: "shop-dev", partOf: "example", selector: { app: "db" } };
const sql: Port = { name: "sql", number: 5432 };
const syslog: Port = { name: "syslog", number: 5514, protocol: "UDP" };

const inward: Flow = { from: { namespace: "edge" }, to: { workload: identity }, ports: [web] };
const outward: Flow = { from: { workload: identity }, to: { workload: database }, ports: [sql] };
const external: Flow = { from: { workload: identity }, to: { cidr: "10.20.0.0/16" }, ports: [sql] };

const sidecar = { mode: "sidecar", monitoringNamespace: "monitoring" } as const;
const ambient = { mode: "ambient" } as const;

const spec = (surroundings: Surroundings, flows: readonly Flow[] = [inward, outward]): NetworkPolicyFields["spec"] =>
  networkPolicies(identity, { both: "shop" }, carriedFlows(identity, flows, surroundings))[0]!.spec;
const named = (name: string): object => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});
const tcp = (...ports: number[]): object[] => ports.map((port) => ({ protocol: "TCP", port }));

describe("components/builders/mesh", () => {
  it("adds nothing outside a mesh", () => {
    assert.deepEqual(carriedFlows(identity, [inward, outward], { probes: [web] }), [inward, outward]);
  });

  describe("with sidecars", () => {
    it("lets monitoring read the proxies' metrics, beside the declared flows (SPEC 1.8, C-17)", () => {
      assert.deepEqual(spec({ mesh: sidecar }).ingress, [
        { from: [named("edge")], ports: tcp(8080) },
        { from: [named("monitoring")], ports: tcp(15_020, 15_090) },
      ]);
    });

    it("lets the proxies speak to istiod, beside DNS and the declared flows (G-27)", () => {
      assert.deepEqual(spec({ mesh: sidecar }).egress?.slice(1), [
        { to: [{ podSelector: { matchLabels: { app: "db" } } }], ports: tcp(5432) },
        { to: [named("istio-system")], ports: tcp(15_012) },
      ]);
    });

    it("follows the configured namespaces", () => {
      const mesh = { mode: "sidecar", istiodNamespace: "mesh", monitoringNamespace: "metrics" } as const;
      assert.deepEqual(spec({ mesh }, []).ingress?.[0]?.from, [named("metrics")]);
      assert.deepEqual(spec({ mesh }, []).egress?.[1]?.to, [named("mesh")]);
    });

    it("is refused for a workload whose egress no policy governs, which would then not reach istiod", () => {
      const flows = carriedFlows(identity, [inward], { mesh: sidecar });
      assert.throws(() => networkPolicies(identity, { ingress: "in" }, flows), /network\.policies\.egress: 1 egress/);
    });
  });

  describe("in ambient mode (R-28)", () => {
    it("admits the tunnel with every flow between pods, in both directions", () => {
      const { ingress, egress } = spec({ mesh: ambient });
      assert.deepEqual(ingress, [{ from: [named("edge")], ports: tcp(8080, 15_008) }]);
      assert.deepEqual(egress?.slice(1), [
        { to: [{ podSelector: { matchLabels: { app: "db" } } }], ports: tcp(5432, 15_008) },
      ]);
    });

    it("tunnels nothing to addresses outside the cluster, and no UDP", () => {
      assert.deepEqual(spec({ mesh: ambient }, [external]).egress?.at(-1)?.ports, tcp(5432));
      const flow = { ...inward, ports: [syslog] };
      assert.deepEqual(spec({ mesh: ambient }, [flow]).ingress, [
        { from: [named("edge")], ports: [{ protocol: "UDP", port: 5514 }] },
      ]);
    });

    it("admits the probes from the address that stands for the kubelet, to their ports only", () => {
      assert.deepEqual(spec({ mesh: ambient, probes: [web] }, []).ingress, [
        { from: [{ ipBlock: { cidr: "169.254.7.127/32" } }], ports: tcp(8080) },
      ]);
      assert.deepEqual(spec({ mesh: ambient }, []).ingress, []);
    });

    it("needs neither istiod nor the metrics of proxies, which run on the nodes", () => {
      assert.equal(JSON.stringify(spec({ mesh: ambient })).match(/15012|15020|15090/), null);
    });
  });

  describe("where the network plugin lets no probe through by itself (SPEC 1.8)", () => {
    const nodeCidrs = ["10.1.0.0/24", "10.2.0.0/24"];
    const nodes = (cidr: string, ...ports: number[]): object => ({
      from: [{ ipBlock: { cidr } }],
      ports: tcp(...ports),
    });

    it("admits the nodes to the probed ports", () => {
      assert.deepEqual(spec({ nodeCidrs, probes: [web] }, []).ingress, [
        nodes("10.1.0.0/24", 8080),
        nodes("10.2.0.0/24", 8080),
      ]);
      assert.deepEqual(spec({ nodeCidrs }, []).ingress, []);
    });

    it("admits them to the proxy, which asks the application itself, where there is a sidecar", () => {
      assert.deepEqual(spec({ nodeCidrs, probes: [web], mesh: sidecar }, []).ingress?.slice(1), [
        nodes("10.1.0.0/24", 15_020, 15_021),
        nodes("10.2.0.0/24", 15_020, 15_021),
      ]);
    });
  });
});
