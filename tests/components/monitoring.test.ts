import assert from "node:assert/strict";
import { Monitoring, type MonitoringArgs } from "../../components/monitoring";
import { workloadAlerts } from "../../components/builders/alerts/workload";
import { identity, web } from "./fixtures";
import { record, type Recorded, type Recording } from "./recorder";

const runbooks = "https://runbooks.example.com/";
const make = (changes: Partial<MonitoringArgs>): Promise<Recording> =>
  record(
    () =>
      new Monitoring("shop-monitoring", { workload: identity, instanceLabels: { release: "prometheus" }, ...changes }),
  );
const labels = ({ inputs }: Recorded): Record<string, string> =>
  (inputs["metadata"] as { labels: Record<string, string> }).labels;

describe("components/monitoring", () => {
  it("makes what it is told to, each with the labels that Prometheus selects by (G-48)", async () => {
    const { one } = await make({
      serviceMonitors: [{ name: "shop-metrics", endpoints: [{ port: web }] }],
      podMonitors: [{ name: "shop-sidecars", endpoints: [{ port: { name: "http-envoy-prom" } }] }],
      rules: { name: "shop", groups: [workloadAlerts(identity, { container: "shop", runbooks })] },
    });
    for (const kind of ["ServiceMonitor", "PodMonitor", "PrometheusRule"]) {
      assert.equal(labels(one(kind))["release"], "prometheus", kind);
    }
  });

  it("makes rules alone for a workload that nothing is scraped from (R-70)", async () => {
    const { all } = await make({
      rules: { name: "shop", groups: [workloadAlerts(identity, { container: "shop", runbooks })] },
    });
    const counts = ["ServiceMonitor", "PodMonitor", "PrometheusRule"].map((kind) => all(kind).length);
    assert.deepEqual(counts, [0, 0, 1]);
  });

  it("tells several monitors of one kind apart", async () => {
    const endpoints = [{ port: web }];
    const { all } = await make({
      serviceMonitors: [
        { name: "a", endpoints },
        { name: "b", endpoints },
      ],
    });
    assert.deepEqual(
      all("ServiceMonitor")
        .map(({ name }) => name)
        .sort(),
      ["shop-monitoring-service-monitor-a", "shop-monitoring-service-monitor-b"],
    );
  });

  it("refuses to make nothing, and says where a monitor was refused", async () => {
    await assert.rejects(make({}), /Monitoring "shop-monitoring": monitoring: neither monitors nor rules/);
    await assert.rejects(
      make({ podMonitors: [{ name: "a", endpoints: [] }] }),
      /child "shop-monitoring-pod-monitor-a": endpoints: an empty list/,
    );
  });
});
