import assert from "node:assert/strict";

import { failedPercent, judge, measured, type Requests } from "../../../operations/canary/judge";

const criteria = { thresholdPercent: 1, minimumRequests: 50 };
const of = (total: number, failed: number): Requests => ({ total, failed });

describe("a canary", () => {
  it("is healthy while it fails at most a percentage point more often than the stable release", () => {
    assert.equal(judge({ canary: of(100, 1), stable: of(900, 0) }, criteria), "healthy");
    assert.equal(judge({ canary: of(100, 21), stable: of(900, 180) }, criteria), "healthy");
  });

  it("fails when it is above that", () => {
    assert.equal(judge({ canary: of(100, 2), stable: of(900, 0) }, criteria), "failing");
    assert.equal(judge({ canary: of(100, 22), stable: of(900, 180) }, criteria), "failing");
  });

  it("is unknown with too few requests, be they good or bad", () => {
    assert.equal(judge({ canary: of(49, 0), stable: of(900, 0) }, criteria), "unknown");
    assert.equal(judge({ canary: of(0, 0), stable: of(0, 0) }, criteria), "unknown");
    assert.equal(judge({ canary: of(10, 10), stable: of(90, 0) }, criteria), "unknown");
  });

  it("is judged by itself while nobody uses the stable release", () => {
    assert.equal(judge({ canary: of(100, 2), stable: of(0, 0) }, criteria), "failing");
    assert.equal(failedPercent(of(0, 0)), 0);
  });

  it("is described by what was measured", () => {
    assert.equal(
      measured({ canary: of(99.6, 1), stable: of(900, 0) }),
      "canary 1.00 % of 100 requests failed; stable 0.00 % of 900 requests failed",
    );
  });
});
