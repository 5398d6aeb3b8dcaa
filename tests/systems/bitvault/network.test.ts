import assert from "node:assert/strict";

import { at, find, objectsOf, type RegisteredObject } from "../evaluate";
import type { Keys } from "../example-keys";
import { alone, sufficientKeys } from "../sufficient";

const sufficient = alone("bitvault");

type Rules = Readonly<Record<"ingress" | "egress", readonly unknown[]>>;

async function policy(name: string, changes: Keys = {}): Promise<Rules> {
  const objects = await objectsOf(sufficient("prod", changes));
  return rulesOf(objects, name);
}

function rulesOf(objects: readonly RegisteredObject[], name: string): Rules {
  const { inputs } = find(objects, "NetworkPolicy", name);
  return at(inputs, "spec") as Rules;
}

const stores = (changes: Readonly<Record<string, object>>): Keys => {
  const given = sufficientKeys("prod", ["bitvault"])["bitvault:stores"] as Record<string, object>;
  const changed = Object.entries(changes).map(([name, change]): [string, object] => [
    name,
    { ...given[name], ...change },
  ]);
  return { "bitvault:stores": { ...given, ...Object.fromEntries(changed) } };
};

const ports = (...numbers: readonly number[]): object[] => numbers.map((port) => ({ port, protocol: "TCP" }));
const namespace = (name: string): object => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});
const pods = (name: string): object => ({ podSelector: { matchLabels: { "app.kubernetes.io/name": name } } });
const block = (cidr: string): object => ({ ipBlock: { cidr } });
const dns = {
  to: [{ ...namespace("kube-system"), podSelector: { matchLabels: { "k8s-app": "kube-dns" } } }],
  ports: [
    { port: 53, protocol: "UDP" },
    { port: 53, protocol: "TCP" },
  ],
};
const metrics = { from: [namespace("monitoring")], ports: ports(8081) };
const toStores = [
  { to: [block("10.40.0.0/24")], ports: ports(5432) },
  { to: [block("10.40.1.0/24")], ports: ports(6379) },
  { to: [{ ...namespace("messaging"), podSelector: { matchLabels: { app: "nats" } } }], ports: ports(4222) },
  { to: [block("10.40.2.0/24")], ports: ports(9000) },
];

describe("BitVault's network (SPEC 1.8)", () => {
  let objects: readonly RegisteredObject[];

  before(async () => {
    objects = await objectsOf(sufficient("prod"));
  });

  it("bitvaultd: from the edge, the web and Prometheus; to the data stores", () => {
    const { ingress, egress } = rulesOf(objects, "bitvaultd");
    assert.deepEqual(ingress, [
      { from: [namespace("ingress-nginx")], ports: ports(8080, 9090) },
      { from: [pods("bitvault-web")], ports: ports(8080, 9090) },
      metrics,
    ]);
    assert.deepEqual(egress, [dns, ...toStores]);
  });

  it("bitvault-worker: from Prometheus only; to the data stores", () => {
    const { ingress, egress } = rulesOf(objects, "bitvault-worker");
    assert.deepEqual(ingress, [metrics]);
    assert.deepEqual(egress, [dns, ...toStores]);
  });

  it("bitvault-web: from the edge and Prometheus; to bitvaultd alone", () => {
    const { ingress, egress } = rulesOf(objects, "bitvault-web");
    assert.deepEqual(ingress, [{ from: [namespace("ingress-nginx")], ports: ports(3000) }, metrics]);
    assert.deepEqual(egress, [dns, { to: [pods("bitvaultd")], ports: ports(8080, 9090) }]);
  });

  it("the web never gets the object storage's place or port (R-23)", async () => {
    for (const change of [{ port: 443 }, { cidrs: ["203.0.113.0/24"] }, { namespace: "object-storage" }]) {
      const rules = JSON.stringify(await policy("bitvault-web", stores({ objectStorage: change })));
      assert.doesNotMatch(rules, /443|9000|203\.0\.113|object-storage|ipBlock/);
    }
  });

  it("nobody gets the management port of NATS (R-24, C-44)", () => {
    for (const object of objects) {
      if (object.kind === "NetworkPolicy") assert.doesNotMatch(JSON.stringify(object.inputs), /8222/);
    }
  });

  it("blocks outside are open to the designated workload alone, on 443 and 8200 (G-25)", async () => {
    const changes = { "bitvault:bitvaultd": { externalCidrs: ["203.0.113.0/24"] } };
    const rule = { to: [block("203.0.113.0/24")], ports: ports(443, 8200) };
    assert.deepEqual((await policy("bitvaultd", changes)).egress.at(-1), rule);
    assert.deepEqual((await policy("bitvault-worker", changes)).egress, [dns, ...toStores]);
  });

  it("follows the namespaces of the stack and the health port", async () => {
    const { ingress } = await policy("bitvault-web", {
      "bulwark:ingressNamespace": "edge",
      "bulwark:monitoringNamespace": "observability",
      "bitvault:healthPort": 8085,
    });
    assert.deepEqual(ingress, [
      { from: [namespace("edge")], ports: ports(3000) },
      { from: [namespace("observability")], ports: ports(8085) },
    ]);
  });

  it("admits the kubelet to the health port where node blocks are named", async () => {
    const { ingress } = await policy("bitvault-worker", { "bulwark:nodeCidrs": ["10.1.0.0/16"] });
    assert.deepEqual(ingress, [metrics, { from: [block("10.1.0.0/16")], ports: ports(8081) }]);
  });
});
