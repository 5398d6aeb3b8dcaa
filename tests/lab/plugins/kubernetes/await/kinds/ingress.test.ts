import { strict as assert } from "node:assert";
import { ingress } from "../../../../../../lab/plugins/kubernetes/await/kinds/ingress";
import type { KubeObject } from "../../../../../../lab/plugins/kubernetes/client/types";
import { endpointSlice, make, stateOf } from "../objects";

describe("kubernetes provider: readiness of an Ingress", () => {
  const path = (name: string) => ({ path: "/", backend: { service: { name, port: { number: 80 } } } });
  const spec = {
    rules: [{ host: "shop.example.com", http: { paths: [path("cart"), { path: "/x", backend: { resource: {} } }] } }],
  };
  const object = (addressed: boolean): KubeObject =>
    make("networking.k8s.io/v1", "Ingress", "shop", {
      spec,
      status: addressed ? { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } } : {},
    });
  const slice = endpointSlice("cart", [false]);

  it("is ready with an address and endpoints behind every path", () => {
    assert.equal(ingress.evaluate(stateOf(object(true), [slice], { unchanged: 0 })).is, "ready");
  });

  it("waits for the address", () => {
    const verdict = ingress.evaluate(stateOf(object(false), [slice]));
    assert.deepEqual(verdict.is === "waiting" && verdict.reasons, [
      "The Ingress got no address: does an ingress controller serve its class?",
    ]);
  });

  it("waits for a missing Service only until the endpoints have settled, then mentions it", () => {
    const other = endpointSlice("till", [true]);
    const early = ingress.evaluate(stateOf(object(true), [other], { unchanged: 100 }));
    assert.ok(early.is === "waiting" && early.recheck === 900);
    const late = ingress.evaluate(stateOf(object(true), [other]));
    assert.ok(late.is === "ready" && late.note?.includes('shop.example.com/ leads to Service "cart"'));
  });

  it("gives a namespace without any endpoints a minute", () => {
    assert.equal(ingress.evaluate(stateOf(object(true), [], { elapsed: 59_000 })).is, "waiting");
    assert.equal(ingress.evaluate(stateOf(object(true), [], { elapsed: 60_000 })).is, "ready");
  });

  it("takes an ExternalName Service as it is", () => {
    const external = make("v1", "Service", "cart", { spec: { type: "ExternalName" } });
    assert.equal(ingress.evaluate(stateOf(object(true), [external], { elapsed: 0 })).is, "ready");
  });
});
