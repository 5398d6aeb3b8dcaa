import assert from "node:assert/strict";

import { checkedPromql } from "../../../components/builders/promql";
import { increase, seriesOf } from "../../../operations/canary/measure";

const service = { namespace: "appointment-prod", name: "booking-service" };

describe("what is asked of Prometheus", () => {
  for (const split of ["mesh", "ingress"] as const) {
    it(`can be read by it, with a split by the ${split}`, () => {
      const { canary, stable } = seriesOf({ ...service, split });
      for (const series of [canary.total, canary.failed, stable.total, stable.failed]) {
        checkedPromql("query", increase(series, 300));
      }
    });
  }

  it("counts in a mesh what the sidecars of either release have served", () => {
    const { canary, stable } = seriesOf({ ...service, split: "mesh" });
    assert.match(canary.total, /^istio_requests_total\{.*destination_workload="booking-service-canary"/);
    assert.match(stable.total, /destination_workload="booking-service",/);
    assert.match(canary.failed, /response_code=~"5\.\."/);
  });

  it("counts at ingress-nginx by the back end that answered, under the Ingress of the stable release", () => {
    const { canary, stable } = seriesOf({ ...service, split: "ingress" });
    const backend = '"appointment-prod-booking-service-canary-.+"';
    assert.ok(canary.total.includes(`ingress="booking-service",canary=~${backend}`));
    assert.ok(stable.failed.includes(`ingress="booking-service",canary!~${backend},status=~"5.."`));
  });

  it("takes whole seconds", () => {
    assert.equal(increase("m", 4.2), "sum(increase(m[5s]))");
  });
});
