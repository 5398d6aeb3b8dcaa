import assert from "node:assert/strict";
import type { Pod } from "../../../render/flows/evaluator";
import { worldOf, type World } from "../../../render/flows/world";
import type { WorkloadIdentity } from "../../../components/types";
import { closedNamespace, deployment, places, policy, registered } from "./example";

const shop: WorkloadIdentity = { name: "shop", namespace: "shop-dev", partOf: "example", selector: { app: "shop" } };
const registrations = [...closedNamespace("shop-dev", { team: "shops" }), deployment(shop, [])];
const world = worldOf(registrations, places);
const podOf = ({ actors }: World, id: string): Pod => {
  const found = actors.find((actor) => actor.id === id);
  assert.ok(found !== undefined && "labels" in found.endpoint, `${id} among ${actors.map((actor) => actor.id).join()}`);
  return found.endpoint;
};

describe("render/flows/world", () => {
  it("has the stack's workloads inside, and its neighbours outside", () => {
    const inside = world.actors.filter(({ isInside }) => isInside).map(({ id }) => id);
    assert.deepEqual(inside, ["shop-dev/shop", "shop-dev/*"]);
    for (const id of [
      "istio-system/gateway",
      "istio-system/istiod",
      "ingress-nginx/ingress-controller",
      "monitoring/prometheus",
      "kube-system/dns",
      "bitvault-system/keda-operator",
      "mllp-client/sender",
      "elsewhere/stranger",
      "internet",
      "metadata",
    ]) {
      assert.ok(
        world.actors.some((actor) => actor.id === id && !actor.isInside),
        id,
      );
    }
  });

  it("has a pod without labels in every namespace", () => {
    for (const namespace of ["shop-dev", "istio-system", "monitoring", "mllp-client", "elsewhere"]) {
      assert.deepEqual(podOf(world, `${namespace}/*`).labels, {}, namespace);
    }
  });

  it("follows the stack's settings to its neighbours", () => {
    const dns = { namespace: "dns", podLabels: { app: "coredns" } };
    const moved = worldOf(registrations, { ...places, gatewayNamespace: "edge", monitoringNamespace: "metrics", dns });
    assert.deepEqual(podOf(moved, "dns/dns").labels, { app: "coredns" });
    assert.equal(podOf(moved, "edge/gateway").namespace, "edge");
    assert.equal(podOf(moved, "metrics/prometheus").namespace, "metrics");
  });

  it("gives namespaces the label that the API server sets, beside the stack's own (C-16)", () => {
    assert.deepEqual(podOf(world, "shop-dev/shop").namespaceLabels, {
      "kubernetes.io/metadata.name": "shop-dev",
      team: "shops",
    });
    assert.equal(podOf(world, "mllp-client/sender").namespaceLabels["network-policy/mllp-client"], "true");
  });

  it("adds the labels that the stack patches into foreign namespaces (W-20)", () => {
    const metadata = { name: "hl7-sender", labels: { "network-policy/mllp-client": "true" } };
    const patched = worldOf([...registrations, registered("kubernetes:core/v1:NamespacePatch", { metadata })], places);
    assert.equal(podOf(patched, "hl7-sender/*").namespaceLabels["network-policy/mllp-client"], "true");
  });

  it("gives every pod its own address", () => {
    const all = world.actors.flatMap(({ endpoint }) => ("labels" in endpoint ? endpoint.addresses : []));
    assert.equal(new Set(all).size, all.length);
  });

  it("tells whether a namespace is closed for a pod that no other policy knows (R-18)", () => {
    const closed = (given: Parameters<typeof worldOf>[0]): boolean[] =>
      worldOf(given, places).namespaces.map(({ isClosed }) => isClosed);
    assert.deepEqual(closed(registrations), [true]);
    assert.deepEqual(closed([deployment(shop, [])]), [false]);
    const ingressOnly = policy({ metadata: { name: "in", namespace: "shop-dev" }, spec: { podSelector: {} } });
    assert.deepEqual(closed([deployment(shop, []), ingressOnly]), [false]);
  });

  it("refuses two workloads that it could not tell apart", () => {
    const twice = [...registrations, deployment(shop, [], "StatefulSet")];
    assert.throws(() => worldOf(twice, places), /two workloads of one stack are named shop-dev\/shop/);
  });
});
