import assert from "node:assert/strict";
import { isWorkload } from "../../../components/builders/flow";
import { identity } from "../fixtures";

const stable = { ...identity, selector: { app: "shop", track: "stable" }, group: { app: "shop" } };
const canary = { ...stable, name: "shop-canary", selector: { app: "shop", track: "canary" } };

describe("components/builders/flow", () => {
  it("knows a workload by namespace and labels", () => {
    assert.equal(isWorkload({ workload: identity }, identity), true);
    assert.equal(isWorkload({ workload: { ...identity, namespace: "shop-prod" } }, identity), false);
    assert.equal(isWorkload({ workload: { ...identity, selector: { app: "other" } } }, identity), false);
    assert.equal(isWorkload({ workload: { ...identity, selector: { app: "shop", tier: "one" } } }, identity), false);
  });

  it("takes a canary and its stable release for one (SPEC 1.4.3)", () => {
    assert.equal(isWorkload({ workload: canary }, stable), true);
    assert.equal(isWorkload({ workload: { ...canary, group: undefined } }, stable), false);
  });

  it("takes no other kind of peer for a workload", () => {
    assert.equal(isWorkload({ namespace: "shop-dev" }, identity), false);
  });
});
