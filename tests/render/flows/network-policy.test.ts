import assert from "node:assert/strict";
import { readNetworkPolicy, type NetworkPolicy } from "../../../render/flows/network-policy";

const read = (spec: object, annotations: Record<string, string> = {}): NetworkPolicy =>
  readNetworkPolicy({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "one", namespace: "shop", labels: { a: "b" }, annotations },
    spec,
  });
const directions = (policy: NetworkPolicy): string[] =>
  (["ingress", "egress"] as const).filter((direction) => policy[direction] !== undefined);

describe("render/flows/network-policy", () => {
  describe("speaks of", () => {
    const cases: readonly [spec: object, spoken: readonly string[]][] = [
      [{}, ["ingress"]],
      [{ ingress: [{}] }, ["ingress"]],
      [{ egress: [] }, ["ingress"]],
      [{ egress: [{}] }, ["ingress", "egress"]],
      [{ policyTypes: [], egress: [{}] }, ["ingress", "egress"]],
      [{ policyTypes: ["Egress"] }, ["egress"]],
      [{ policyTypes: ["Ingress"], egress: [{}] }, ["ingress"]],
      [{ policyTypes: ["Ingress", "Egress"] }, ["ingress", "egress"]],
    ];
    for (const [spec, spoken] of cases) {
      it(`${spoken.join(" and ")} with ${JSON.stringify(spec)}`, () => {
        assert.deepEqual(directions(read(spec)), spoken);
      });
    }
  });

  it("lets nothing pass without rules, and everything by a rule that says nothing", () => {
    assert.deepEqual(read({}).ingress, []);
    assert.deepEqual(read({ ingress: [] }).ingress, []);
    assert.deepEqual(read({ ingress: [{}] }).ingress, [{}]);
  });

  it("takes an empty list in a rule for none", () => {
    assert.deepEqual(read({ ingress: [{ from: [], ports: [] }] }).ingress, [{}]);
  });

  it("selects all pods of its namespace where it selects none by name", () => {
    assert.deepEqual(read({}).pods, {});
    assert.deepEqual(read({ podSelector: {} }).pods, {});
  });

  it("takes TCP where no protocol is named", () => {
    assert.deepEqual(
      read({ ingress: [{ ports: [{ port: 80 }, { port: 53, protocol: "UDP" }] }] }).ingress?.[0]?.ports,
      [
        { protocol: "TCP", port: 80 },
        { protocol: "UDP", port: 53 },
      ],
    );
  });

  it("tells both kinds of selectors and blocks apart", () => {
    const from = [
      { podSelector: {} },
      { namespaceSelector: { matchLabels: { a: "b" } } },
      { podSelector: {}, namespaceSelector: {} },
      { ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] } },
      { ipBlock: { cidr: "10.0.0.0/8" } },
    ];
    assert.deepEqual(read({ ingress: [{ from }] }).ingress?.[0]?.peers, [
      { pods: {} },
      { namespaces: { matchLabels: { a: "b" } } },
      { pods: {}, namespaces: {} },
      { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] },
      { cidr: "10.0.0.0/8", except: [] },
    ]);
  });

  it("knows the exemptions that it carries", () => {
    assert.deepEqual(read({}, { "bulwark.io/exemptions": "one,two" }).exemptions, ["one", "two"]);
    assert.deepEqual(read({}).exemptions, []);
  });

  describe("refuses what the API server would refuse:", () => {
    const wrong: readonly [string, object][] = [
      ["a peer that names nothing", { ingress: [{ from: [{}] }] }],
      [
        "a block together with a selector",
        { ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/8" }, podSelector: {} }] }] },
      ],
      ["a misspelt field", { ingress: [{ form: [] }] }],
      ["a range without a number", { ingress: [{ ports: [{ port: "http", endPort: 90 }] }] }],
      ["a range that ends before it begins", { ingress: [{ ports: [{ port: 90, endPort: 80 }] }] }],
      ["an unknown protocol", { ingress: [{ ports: [{ protocol: "ICMP" }] }] }],
      ["an unknown operator", { podSelector: { matchExpressions: [{ key: "a", operator: "Near" }] } }],
      ["an unknown policy type", { policyTypes: ["Both"] }],
    ];
    for (const [what, spec] of wrong) {
      it(what, () => {
        assert.throws(() => read(spec), /NetworkPolicy one: /);
      });
    }
  });
});
