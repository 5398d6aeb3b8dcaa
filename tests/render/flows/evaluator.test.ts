import assert from "node:assert/strict";
import { connection, isIsolated, isWithin, type Endpoint, type Pod } from "../../../render/flows/evaluator";
import { readNetworkPolicy, type NetworkPolicy } from "../../../render/flows/network-policy";
import { describePorts } from "../../../render/flows/port-set";

const pod = (namespace: string, labels: Record<string, string>, changes: Partial<Pod> = {}): Pod => ({
  namespace,
  namespaceLabels: { "kubernetes.io/metadata.name": namespace, team: namespace },
  labels,
  ports: [],
  addresses: [],
  ...changes,
});
const policy = (namespace: string, spec: object, name = "one"): NetworkPolicy =>
  readNetworkPolicy({ metadata: { name, namespace }, spec });
const reach = (policies: readonly NetworkPolicy[], from: Endpoint, to: Endpoint): string =>
  describePorts(connection(policies, from, to).ports);

const db = pod("shop", { role: "db" });
const web = pod("shop", { role: "web" });
const far = pod("till", { role: "web" });
const internet = { addresses: ["198.51.100.10"] };
const denyAll = policy("shop", { podSelector: {}, policyTypes: ["Ingress", "Egress"] }, "default-deny-all");
const toDb = (spec: object): NetworkPolicy => policy("shop", { podSelector: { matchLabels: { role: "db" } }, ...spec });

describe("render/flows/evaluator", () => {
  describe("isolation", () => {
    it("nothing is closed without a policy", () => {
      assert.equal(reach([], web, db), "all ports");
      assert.equal(reach([], internet, db), "all ports");
    });

    it("a policy closes only the pods that it selects", () => {
      assert.equal(reach([toDb({})], web, db), "no port");
      assert.equal(reach([toDb({})], db, web), "all ports");
      assert.equal(reach([toDb({})], web, far), "all ports");
    });

    it("a policy closes only the directions of which it speaks", () => {
      assert.equal(reach([toDb({ policyTypes: ["Egress"] })], web, db), "all ports");
      assert.equal(reach([toDb({ policyTypes: ["Egress"] })], db, web), "no port");
      assert.deepEqual([isIsolated([toDb({})], "ingress", db), isIsolated([toDb({})], "egress", db)], [true, false]);
    });

    it("a policy closes only pods of its namespace", () => {
      assert.equal(reach([policy("till", { podSelector: {} })], web, db), "all ports");
    });

    it("both ends must let a connection pass", () => {
      const out = policy("shop", { podSelector: {}, policyTypes: ["Egress"], egress: [{ ports: [{ port: 5432 }] }] });
      const into = toDb({ ingress: [{ ports: [{ port: 5432 }, { port: 80 }] }] });
      assert.equal(reach([out, into], web, db), "TCP 5432");
      assert.equal(reach([denyAll, into], web, db), "no port");
    });

    it("policies add up, whatever their order", () => {
      const both = [
        toDb({ ingress: [{ from: [{ podSelector: { matchLabels: { role: "web" } } }], ports: [{ port: 5432 }] }] }),
        toDb({ ingress: [{ ports: [{ port: 9187 }] }] }),
        policy("shop", { podSelector: {} }, "deny"),
      ];
      assert.equal(reach(both, web, db), "TCP 5432, 9187");
      assert.equal(reach(both.toReversed(), web, db), "TCP 5432, 9187");
      assert.equal(reach(both, far, db), "TCP 9187");
    });

    it("replicas of one workload are closed to each other as well", () => {
      assert.equal(reach([denyAll], db, db), "no port");
    });
  });

  describe("peers", () => {
    const from = (...peers: object[]): NetworkPolicy[] => [toDb({ ingress: [{ from: peers }] })];

    it("podSelector alone means pods of the policy's namespace", () => {
      const peer = { podSelector: { matchLabels: { role: "web" } } };
      assert.deepEqual([reach(from(peer), web, db), reach(from(peer), far, db)], ["all ports", "no port"]);
    });

    it("an empty podSelector means all pods of the policy's namespace, and no others", () => {
      const peers = from({ podSelector: {} });
      assert.deepEqual([reach(peers, db, db), reach(peers, far, db)], ["all ports", "no port"]);
    });

    it("namespaceSelector alone means all pods of the namespaces", () => {
      const peer = { namespaceSelector: { matchLabels: { team: "till" } } };
      assert.deepEqual([reach(from(peer), web, db), reach(from(peer), far, db)], ["no port", "all ports"]);
    });

    it("an empty namespaceSelector means every pod, but nothing outside the cluster", () => {
      const peers = from({ namespaceSelector: {} });
      assert.deepEqual([reach(peers, far, db), reach(peers, internet, db)], ["all ports", "no port"]);
    });

    it("both selectors in one peer must hold together", () => {
      const peer = {
        namespaceSelector: { matchLabels: { team: "till" } },
        podSelector: { matchLabels: { role: "db" } },
      };
      assert.equal(reach(from(peer), far, db), "no port");
      assert.equal(reach(from(peer), pod("till", { role: "db" }), db), "all ports");
      assert.equal(reach(from(peer), pod("shop", { role: "db" }), db), "no port");
    });

    it("both selectors in two peers are alternatives", () => {
      const peers = from(
        { namespaceSelector: { matchLabels: { team: "till" } } },
        { podSelector: { matchLabels: { role: "db" } } },
      );
      assert.equal(reach(peers, far, db), "all ports");
      assert.equal(reach(peers, pod("shop", { role: "db" }), db), "all ports");
      assert.equal(reach(peers, web, db), "no port");
    });

    it("expressions select like labels", () => {
      const peer = {
        namespaceSelector: { matchExpressions: [{ key: "team", operator: "In", values: ["till", "bank"] }] },
        podSelector: { matchExpressions: [{ key: "role", operator: "DoesNotExist" }] },
      };
      assert.equal(reach(from(peer), pod("till", {}), db), "all ports");
      assert.equal(reach(from(peer), far, db), "no port");
    });

    it("a block means addresses, without its exceptions", () => {
      const peers = from({ ipBlock: { cidr: "172.17.0.0/16", except: ["172.17.1.0/24"] } });
      assert.equal(reach(peers, { addresses: ["172.17.0.9"] }, db), "all ports");
      assert.equal(reach(peers, { addresses: ["172.17.1.9"] }, db), "no port");
      assert.equal(reach(peers, internet, db), "no port");
    });

    it("a block admits pods whose addresses lie in it, as some plugins do", () => {
      const peers = from({ ipBlock: { cidr: "10.244.0.0/16" } });
      assert.equal(reach(peers, pod("till", {}, { addresses: ["10.244.3.7"] }), db), "all ports");
      assert.equal(reach(peers, far, db), "no port");
    });

    it("selectors never mean something outside the cluster, a rule without peers does", () => {
      assert.equal(reach(from({ podSelector: {} }), internet, db), "no port");
      assert.equal(reach([toDb({ ingress: [{}] })], internet, db), "all ports");
      assert.equal(reach([toDb({ ingress: [{ from: [] }] })], internet, db), "all ports");
    });

    it("of an egress rule are the receivers", () => {
      const out = policy("shop", {
        podSelector: { matchLabels: { role: "web" } },
        policyTypes: ["Egress"],
        egress: [{ to: [{ podSelector: { matchLabels: { role: "db" } } }], ports: [{ port: 5432 }] }],
      });
      assert.deepEqual([reach([out], web, db), reach([out], web, far)], ["TCP 5432", "no port"]);
    });
  });

  describe("ports", () => {
    const at = (...ports: object[]): NetworkPolicy[] => [toDb({ ingress: [{ ports }] })];

    it("a protocol without a number means all of its ports", () => {
      assert.equal(reach(at({ protocol: "UDP" }), web, db), "all UDP");
      assert.equal(reach(at({}), web, db), "all TCP");
    });

    it("endPort makes a range, both ends included", () => {
      assert.equal(reach(at({ port: 32_000, endPort: 32_768 }), web, db), "TCP 32000–32768");
    });

    it("one rule's ports add up", () => {
      assert.equal(reach(at({ port: 53 }, { port: 53, protocol: "UDP" }), web, db), "TCP 53; UDP 53");
    });

    describe("by name are those of the receiver", () => {
      const named = (number: number, protocol: "TCP" | "UDP" = "TCP"): Pod =>
        pod("shop", { role: "db" }, { ports: [{ name: "sql", number, protocol }] });
      const egress = policy("shop", {
        podSelector: { matchLabels: { role: "web" } },
        policyTypes: ["Egress"],
        egress: [{ ports: [{ port: "sql" }] }],
      });

      it("at ingress", () => {
        assert.equal(reach(at({ port: "sql" }), web, named(5432)), "TCP 5432");
        assert.equal(reach(at({ port: "sql" }), web, db), "no port");
      });

      it("at egress", () => {
        assert.equal(reach([egress], web, named(6432)), "TCP 6432");
        assert.equal(reach([egress], web, db), "no port");
      });

      it("of the same protocol", () => {
        assert.equal(reach(at({ port: "sql" }), web, named(5432, "UDP")), "no port");
      });

      it("and of nobody outside the cluster", () => {
        assert.equal(reach([egress], web, internet), "no port");
      });
    });
  });

  it("says which policies let something pass", () => {
    const allow = toDb({ ingress: [{ ports: [{ port: 5432 }] }] });
    const { ingress, egress } = connection([denyAll, allow], far, db);
    assert.deepEqual(
      ingress.by.map(({ name }) => name),
      ["one"],
    );
    assert.deepEqual([ingress.isOpen, egress.isOpen], [false, true]);
  });

  it("compares IPv6 addresses with IPv6 blocks only", () => {
    const block = { cidr: "2001:db8::/32", except: ["2001:db8:1::/48"] };
    assert.equal(isWithin("2001:db8::7", block), true);
    assert.equal(isWithin("2001:db8:1::7", block), false);
    assert.equal(isWithin("198.51.100.10", { cidr: "::/0", except: [] }), false);
    assert.equal(isWithin("2001:db8::7", { cidr: "0.0.0.0/0", except: [] }), false);
  });
});
