import assert from "node:assert/strict";
import fc from "fast-check";
import { scraped, scrapeFields, targetSelector } from "../../../components/builders/scrape";
import type { PrometheusDuration } from "../../../components/builders/prometheus-duration";
import { web } from "../fixtures";

describe("components/builders/scrape", () => {
  it("reads /metrics every 30 seconds and leaves the timeout to Prometheus (SPEC 1.2.12)", () => {
    assert.deepEqual(scrapeFields("endpoints[0]", { port: web }), { port: "web", path: "/metrics", interval: "30s" });
  });

  it("takes path, interval and timeout", () => {
    const scrape = {
      port: { name: "http-envoy-prom" },
      path: "/stats/prometheus",
      interval: "1m",
      timeout: "10s",
    } as const;
    assert.deepEqual(scrapeFields("endpoints[0]", scrape), {
      port: "http-envoy-prom",
      path: "/stats/prometheus",
      interval: "1m",
      scrapeTimeout: "10s",
    });
  });

  it("accepts exactly timeouts up to the interval", () => {
    const seconds = fc.integer({ min: 1, max: 200 });
    fc.assert(
      fc.property(seconds, seconds, (every, most) => {
        const build = (): unknown =>
          scrapeFields("e", { port: web, interval: `${every}s`, timeout: `${Math.floor(most / 60)}m${most % 60}s` });
        if (most <= every) build();
        else assert.throws(build, /e\.timeout: ".*" is given, allowed is at most the interval/);
      }),
    );
  });

  it("refuses an interval or timeout that is zero or no duration, naming it", () => {
    for (const text of ["0s", "30", "1.5s", "-1s", ""] as PrometheusDuration[]) {
      assert.throws(() => scrapeFields("e", { port: web, interval: text }), /e\.interval/);
      assert.throws(() => scrapeFields("e", { port: web, timeout: text }), /e\.timeout/);
    }
  });

  it("refuses relative paths, paths with a query and malformed port names", () => {
    for (const path of ["metrics", "", "/m?x=1", "/a b"]) {
      assert.throws(() => scrapeFields("e", { port: web, path }), /e\.path/);
    }
    assert.throws(() => scrapeFields("e", { port: { name: "No" } }), /e\.port/);
  });

  it("refuses a monitor without an endpoint and one that selects everything", () => {
    assert.throws(() => scraped([]), /endpoints: an empty list/);
    assert.throws(() => targetSelector("pods", {}), /pods: an empty selector/);
  });
});
