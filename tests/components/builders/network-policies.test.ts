import assert from "node:assert/strict";
import type { Flow, Peer, PolicyNames } from "../../../components/builders/flow";
import { defaultDeny, networkPolicies, type NetworkPolicyFields } from "../../../components/builders/network-policies";
import type { Port, WorkloadIdentity } from "../../../components/types";
import { identity, web } from "../fixtures";

const database: WorkloadIdentity = { name: "db", namespace: "shop-dev", partOf: "example", selector: { app: "db" } };
const remote: WorkloadIdentity = { ...database, namespace: "data-dev" };
const sql: Port = { name: "sql", number: 5432 };
const dnsRule = {
  to: [
    {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
      podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
    },
  ],
  ports: [
    { protocol: "UDP", port: 53 },
    { protocol: "TCP", port: 53 },
  ],
};
const open = { everything: { exemption: "shop-open" } } as const;

const policies = (names: PolicyNames, ...flows: Flow[]): NetworkPolicyFields[] =>
  networkPolicies(identity, names, flows);
const egressTo = (to: Peer): unknown =>
  policies({ egress: "out" }, { from: { workload: identity }, to, ports: [sql] })[0]?.spec.egress?.at(-1)?.to?.[0];

describe("components/builders/network-policies", () => {
  it("derives the egress of one side and the ingress of the other from one flow", () => {
    const flow: Flow = { from: { workload: identity }, to: { workload: database }, ports: [sql] };
    const [mine] = networkPolicies(identity, { egress: "shop" }, [flow]);
    const [theirs] = networkPolicies(database, { ingress: "db" }, [flow]);
    const ports = [{ protocol: "TCP", port: 5432 }];
    assert.deepEqual(mine?.spec, {
      podSelector: { matchLabels: { app: "shop" } },
      policyTypes: ["Egress"],
      egress: [dnsRule, { to: [{ podSelector: { matchLabels: { app: "db" } } }], ports }],
    });
    assert.deepEqual(theirs?.spec, {
      podSelector: { matchLabels: { app: "db" } },
      policyTypes: ["Ingress"],
      ingress: [{ from: [{ podSelector: { matchLabels: { app: "shop" } } }], ports }],
    });
  });

  it("gives the MLLP pair of SPEC 1.8: closed ingress, open egress under an exemption (C-51, R-26)", () => {
    const [ingress, egress] = policies(
      { ingress: "mllp-server", egress: "mllp-server-egress" },
      { from: { namespaceLabels: { "network-policy/mllp-client": "true" } }, to: { workload: identity }, ports: [web] },
      { from: { workload: identity }, to: open, ports: "all" },
    );
    assert.equal(ingress?.metadata.name, "mllp-server");
    assert.equal(ingress.metadata.annotations, undefined);
    assert.deepEqual(ingress.spec.ingress, [
      {
        from: [{ namespaceSelector: { matchLabels: { "network-policy/mllp-client": "true" } } }],
        ports: [{ protocol: "TCP", port: 8080 }],
      },
    ]);
    assert.equal(egress?.metadata.name, "mllp-server-egress");
    assert.deepEqual(egress.metadata.annotations, { "bulwark.io/exemptions": "shop-open" });
    assert.deepEqual(egress.spec.egress, [{}]);
    assert.deepEqual([ingress.spec.policyTypes, egress.spec.policyTypes], [["Ingress"], ["Egress"]]);
  });

  it("merges both directions into one named policy", () => {
    const [policy, ...rest] = policies(
      { both: "shop-policy" },
      { from: { namespace: "edge" }, to: { workload: identity }, ports: [web] },
      { from: { workload: identity }, to: { workload: database }, ports: [sql] },
    );
    assert.deepEqual(rest, []);
    assert.deepEqual(policy?.spec.policyTypes, ["Ingress", "Egress"]);
    assert.deepEqual([policy.spec.ingress?.length, policy.spec.egress?.length], [1, 2]);
  });

  it("lets DNS through wherever egress is governed, also without flows (R-27)", () => {
    assert.deepEqual(policies({ egress: "out" })[0]?.spec.egress, [dnsRule]);
    assert.equal(policies({ ingress: "in" })[0]?.spec.egress, undefined);
  });

  it("asks another DNS when told so (G-24)", () => {
    const [policy] = networkPolicies(identity, { egress: "out" }, [], { dns: { pods: { app: "coredns" } } });
    assert.deepEqual(policy?.spec.egress?.[0]?.to?.[0]?.podSelector, { matchLabels: { app: "coredns" } });
  });

  it("selects peers by what they are (C-16)", () => {
    const named = (name: string): object => ({ matchLabels: { "kubernetes.io/metadata.name": name } });
    assert.deepEqual(egressTo({ workload: remote }), {
      namespaceSelector: named("data-dev"),
      podSelector: { matchLabels: { app: "db" } },
    });
    assert.deepEqual(egressTo({ namespace: "monitoring" }), { namespaceSelector: named("monitoring") });
    assert.deepEqual(egressTo({ namespace: "system", pods: { app: "keda" } }), {
      namespaceSelector: named("system"),
      podSelector: { matchLabels: { app: "keda" } },
    });
    assert.deepEqual(egressTo({ cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] }), {
      ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] },
    });
  });

  it("refuses the whole address space without an exemption (R-25)", () => {
    for (const cidr of ["0.0.0.0/0", "::/0"]) {
      assert.throws(() => egressTo({ cidr }), /network\.flows: to\.cidr: .* a part of the address space.*R-25/);
      assert.deepEqual(egressTo({ cidr, exemption: "x" }), { ipBlock: { cidr } });
    }
  });

  it("refuses holes that lie outside the block", () => {
    assert.throws(() => egressTo({ cidr: "10.0.0.0/8", except: ["11.0.0.0/16"] }), /except\[0\]: "11\.0\.0\.0\/16"/);
    assert.throws(() => egressTo({ cidr: "10.0.0.0/8", except: ["10.0.0.0/8"] }), /a part of 10\.0\.0\.0\/8/);
  });

  it("refuses empty selectors, which mean everybody (R-26)", () => {
    assert.throws(() => egressTo({ namespaceLabels: {} }), /an empty selector, which selects everything/);
    assert.throws(() => egressTo({ namespace: "edge", pods: {} }), /an empty selector/);
  });

  it("refuses all ports, and no port, towards anything but everything", () => {
    const to = { workload: database };
    assert.throws(
      () => policies({ egress: "o" }, { from: { workload: identity }, to, ports: "all" }),
      /"all" is given/,
    );
    assert.throws(() => policies({ egress: "o" }, { from: { workload: identity }, to, ports: [] }), /an empty list/);
  });

  it("refuses a flow that no policy would govern (R-19)", () => {
    const flow: Flow = { from: { workload: identity }, to: { workload: database }, ports: [sql] };
    assert.throws(
      () => policies({ ingress: "in" }, flow),
      /network\.policies\.egress: 1 egress flow\(s\) without a policy/,
    );
    assert.throws(() => policies({}), /network\.policies: no name is given/);
  });

  it("selects stable and canary pods by what they share, on both sides of a flow (SPEC 1.4.3)", () => {
    const stable = { ...identity, selector: { app: "shop", track: "stable" }, group: { app: "shop" } };
    const flow: Flow = { from: { workload: stable }, to: { workload: database }, ports: [sql] };
    const shared = { matchLabels: { app: "shop" } };
    assert.deepEqual(networkPolicies(stable, { egress: "out" }, [flow])[0]?.spec.podSelector, shared);
    assert.deepEqual(networkPolicies(database, { ingress: "in" }, [flow])[0]?.spec.ingress?.[0]?.from, [
      { podSelector: shared },
    ]);
  });

  it("takes no part in the flows of others", () => {
    const flow: Flow = { from: { workload: remote }, to: { workload: database }, ports: [sql] };
    assert.deepEqual(policies({ ingress: "in" }, flow)[0]?.spec.ingress, []);
  });

  it("closes a namespace for all pods in both directions (R-18)", () => {
    const { metadata, spec } = defaultDeny({ name: "shop-dev", namespace: "shop-dev", partOf: "bulwark" });
    assert.deepEqual([metadata.name, metadata.namespace], ["default-deny-all", "shop-dev"]);
    assert.deepEqual(spec, { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
  });
});
