import assert from "node:assert/strict";
import { podMonitor } from "../../../components/builders/pod-monitor";
import { identity, web } from "../fixtures";

describe("components/builders/pod-monitor", () => {
  it("scrapes the workload's pods (SPEC 1.2.12, G-48)", () => {
    const endpoints = [{ port: { name: "http-envoy-prom" }, path: "/stats/prometheus" }];
    const { metadata, spec } = podMonitor(identity, { name: "istio-sidecar-metrics", endpoints }, { release: "p" });
    assert.deepEqual([metadata.name, metadata.labels["release"]], ["istio-sidecar-metrics", "p"]);
    assert.deepEqual(spec, {
      selector: { matchLabels: { app: "shop" } },
      podMetricsEndpoints: [{ port: "http-envoy-prom", path: "/stats/prometheus", interval: "30s" }],
    });
  });

  it("refuses no endpoint and an empty selector", () => {
    assert.throws(() => podMonitor(identity, { name: "m", endpoints: [] }, {}), /endpoints: an empty list/);
    assert.throws(
      () => podMonitor(identity, { name: "m", pods: {}, endpoints: [{ port: web }] }, {}),
      /pods: an empty/,
    );
  });
});
