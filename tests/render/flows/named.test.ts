import assert from "node:assert/strict";
import { NAME_LABEL, namedNamespaces, namedPods, placeOf, type NamespaceLabels } from "../../../render/flows/named";
import { readNetworkPolicy, type NetworkPolicy } from "../../../render/flows/network-policy";
import type { Labels } from "../../../render/flows/selector";

const named = (name: string): object => ({ matchLabels: { [NAME_LABEL]: name } });
const policy = (...peers: object[]): NetworkPolicy =>
  readNetworkPolicy({
    metadata: { name: "one", namespace: "shop" },
    spec: { policyTypes: ["Egress"], egress: [{ to: peers }] },
  });
const shop: NamespaceLabels = new Map([["shop", { [NAME_LABEL]: "shop", team: "shops" }]]);
const nats = { namespaceSelector: named("messaging"), podSelector: { matchLabels: { app: "nats" } } };
const messaging: NamespaceLabels = new Map<string, Labels>([...shop, ["messaging", { [NAME_LABEL]: "messaging" }]]);

describe("render/flows/named", () => {
  describe("namespaces", () => {
    it("are found by name, once", () => {
      assert.deepEqual(
        namedNamespaces([policy(nats, nats)], shop),
        new Map([["messaging", { [NAME_LABEL]: "messaging" }]]),
      );
    });

    it("that carry labels are stood for by one, unless there is such a namespace", () => {
      const tills = policy({ namespaceSelector: { matchLabels: { team: "tills" } } });
      const [name, labels] = [...namedNamespaces([tills], shop)][0]!;
      assert.deepEqual(labels, { team: "tills", [NAME_LABEL]: "[team=tills]" });
      assert.equal(placeOf(name), "namespaces labelled team=tills");
      const shops = policy({ namespaceSelector: { matchLabels: { team: "shops" } } });
      assert.equal(namedNamespaces([shops], shop).size, 0);
    });

    it("that are known, blocks and pods of the own namespace add none", () => {
      const peers = [{ namespaceSelector: named("shop") }, { ipBlock: { cidr: "10.0.0.0/8" } }, { podSelector: {} }];
      assert.equal(namedNamespaces([policy(...peers)], shop).size, 0);
      assert.equal(placeOf("shop"), "shop");
    });
  });

  describe("pods", () => {
    it("are found by their labels in the namespace that is meant, once", () => {
      assert.deepEqual(namedPods([policy(nats, nats)], [], messaging), [
        { namespace: "messaging", name: "app=nats", title: "pods app=nats", labels: { app: "nats" }, ports: [] },
      ]);
    });

    it("without a namespace are those of the policy's own", () => {
      const [pod] = namedPods([policy({ podSelector: { matchLabels: { app: "cache" } } })], [], messaging);
      assert.deepEqual([pod?.namespace, pod?.name], ["shop", "app=cache"]);
    });

    it("that somebody stands for add none", () => {
      const known = { namespace: "messaging", labels: { app: "nats", track: "stable" } };
      assert.deepEqual(namedPods([policy(nats)], [known], messaging), []);
      assert.equal(namedPods([policy(nats)], [{ ...known, namespace: "shop" }], messaging).length, 1);
    });

    it("of which no label is asked add none: the pod without labels stands for them", () => {
      assert.deepEqual(
        namedPods([policy({ namespaceSelector: named("messaging"), podSelector: {} })], [], messaging),
        [],
      );
    });

    it("carry what expressions ask for", () => {
      const matchExpressions = [
        { key: "app", operator: "In", values: ["a", "b"] },
        { key: "tier", operator: "Exists" },
        { key: "zone", operator: "DoesNotExist" },
      ];
      const [pod] = namedPods([policy({ podSelector: { matchExpressions } })], [], messaging);
      assert.deepEqual(pod?.labels, { app: "a", tier: "any" });
    });
  });
});
