import { strict as assert } from "node:assert";
import { service } from "../../../../../../lab/plugins/kubernetes/await/kinds/service";
import type { KubeObject } from "../../../../../../lab/plugins/kubernetes/client/types";
import { endpointSlice, make, stateOf } from "../objects";

describe("kubernetes provider: readiness of a Service", () => {
  const object = (spec: Record<string, unknown>, status: Record<string, unknown> = {}): KubeObject =>
    make("v1", "Service", "cart", { spec: { selector: { app: "cart" }, ...spec }, status });
  const judge = (subject: KubeObject, related: KubeObject[], unchanged?: number) =>
    service.evaluate(stateOf(subject, related, unchanged === undefined ? {} : { unchanged }));

  it("is ready once its endpoints are ready and have settled", () => {
    assert.equal(judge(object({}), [endpointSlice("cart", [true])]).is, "ready");
    const early = judge(object({}), [endpointSlice("cart", [true])], 300);
    assert.ok(early.is === "waiting" && early.recheck === 700 && early.enoughAtTimeout === true);
  });

  it("waits for pending endpoints and says how many", () => {
    const verdict = judge(object({}), [endpointSlice("cart", [true, false])]);
    assert.deepEqual(verdict.is === "waiting" && verdict.reasons, ["1 of 2 selected pods are not ready"]);
    assert.equal(judge(object({}), [endpointSlice("cart", [true, "terminating"])]).is, "ready");
  });

  it("accepts that its selector matches no pod, as the official provider does", () => {
    assert.equal(judge(object({}), [endpointSlice("cart", [])]).is, "ready");
  });

  it("explains a Service without endpoints while it waits", () => {
    const verdict = judge(object({}), []);
    assert.ok(verdict.is === "waiting" && verdict.reasons.join().includes("spec.selector matches no pod's labels"));
  });

  for (const [what, spec] of [
    ["headless", { clusterIP: "None" }],
    ["ExternalName", { type: "ExternalName", externalName: "db.example.com" }],
    ["selectorless", { selector: {} }],
  ] as const) {
    it(`does not wait for the pods of a ${what} one`, () => {
      assert.equal(judge(object(spec), []).is, "ready");
      assert.deepEqual(service.needs(object(spec)), []);
    });
  }

  it("waits for the address of a load balancer", () => {
    const balancer = { type: "LoadBalancer" };
    const slices = [endpointSlice("cart", [true])];
    const waiting = judge(object(balancer), slices);
    assert.ok(
      waiting.is === "waiting" && waiting.reasons.join().includes("got no address") && waiting.enoughAtTimeout !== true,
    );
    assert.equal(judge(object(balancer, { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } }), slices).is, "ready");
  });

  it("keeps the slices of other Services out", () => {
    const keep = service.needs(object({}))[0]?.keep;
    assert.equal(keep?.(endpointSlice("cart", [])), true);
    assert.equal(keep(endpointSlice("till", [])), false);
  });
});
