import assert from "node:assert/strict";

import { monitoringArgs } from "../../../systems/appointment/monitoring";
import { workloadsOf } from "../../../systems/appointment/workloads";
import { at, find, objectsOf, type RegisteredObject } from "../evaluate";
import { environments, services, stackOf, valuesOf, type Service } from "./services";

type Monitored = ReturnType<typeof monitoringArgs>;

/** What Prometheus is told of a service, before it becomes objects. */
function monitored(service: Service, ...stack: Parameters<typeof stackOf>): Monitored {
  const values = valuesOf(...stack);
  assert.ok(values.monitoring);
  const workload = workloadsOf(values.namespace)[service];
  return monitoringArgs(values, values.services[service], workload, values.monitoring);
}

const alerts = ({ rules }: Monitored): string[] => [
  ...new Set(
    (rules?.groups ?? []).flatMap((group) => group.rules.flatMap((rule) => ("alert" in rule ? [rule.alert] : []))),
  ),
];

describe("appointment: what Prometheus is told (G-48, R-70)", () => {
  let prod: readonly RegisteredObject[];

  before(async () => {
    prod = await objectsOf(stackOf("prod", {}, { "bulwark:monitorLabels": { release: "prometheus" } }));
  });

  it("each service's metrics, of stable and canary pods, with a certificate of the mesh (G-28)", () => {
    for (const service of services) {
      const { metadata, ...monitor } = find(prod, "ServiceMonitor", `${service}-service`).inputs;
      assert.deepEqual(at(monitor, "spec.selector.matchLabels"), { "app.kubernetes.io/name": `${service}-service` });
      const [path, port, scheme] = ["path", "port", "scheme"].map((field) => at(monitor, `spec.endpoints.0.${field}`));
      assert.deepEqual([path, port, scheme], ["/metrics", "http", "https"]);
      assert.equal(metadata.labels?.["release"], "prometheus");
    }
  });

  it("each service's sidecars", () => {
    for (const service of services) {
      const { spec } = find(prod, "PodMonitor", `${service}-service-sidecar`).inputs;
      assert.deepEqual(at(spec, "podMetricsEndpoints.0.port"), "http-envoy-prom");
      assert.deepEqual(at(spec, "podMetricsEndpoints.0.path"), "/stats/prometheus");
    }
  });

  it("alerts on restarts and on an autoscaler at its maximum, everywhere", () => {
    for (const environment of environments) {
      assert.deepEqual(
        alerts(monitored("patient", environment)).filter((name) => name !== "AvailabilityBudgetBurns"),
        ["WorkloadRestarts", "AutoscalerAtMaximum"],
      );
    }
  });

  it("alerts on the objective of 99.95 % in prod only, by replicas and by requests", () => {
    const objectives = environments.map((environment) =>
      (monitored("patient", environment).rules?.groups ?? [])
        .map(({ name }) => name)
        .filter((name) => name.includes("availability")),
    );
    const inProd = ["patient-service-availability-replicas", "patient-service-availability-requests"];
    assert.deepEqual(objectives, [[], [], inProd]);
    assert.match(JSON.stringify(monitored("patient", "prod").rules), /99\.95 %/);
  });

  it("in plain text and without sidecars where there is no mesh", () => {
    const { serviceMonitors, podMonitors, rules } = monitored(
      "patient",
      "prod",
      {},
      { "appointment:trafficSplit": "ingress" },
    );
    assert.deepEqual(serviceMonitors, [
      {
        name: "patient-service",
        endpoints: [{ port: { name: "http", number: 3000, appProtocol: "http" }, path: "/metrics" }],
      },
    ]);
    assert.equal(podMonitors, undefined);
    assert.ok(!rules?.groups.some(({ name }) => name.endsWith("requests")));
  });

  it("in plain text in the mesh on demand (G-28)", () => {
    const { serviceMonitors } = monitored("patient", "prod", {}, { "appointment:metrics": { scrape: "plaintext" } });
    assert.equal(serviceMonitors?.[0]?.endpoints[0]?.meshCertificates, undefined);
  });

  it("alerts lead to the installation's own pages", () => {
    const { rules } = monitored("patient", "dev", {}, { "bulwark:runbooks": "https://runbooks.example.com/" });
    const [first] = rules?.groups[0]?.rules ?? [];
    assert.ok(first && "runbook" in first);
    assert.equal(first.runbook, "https://runbooks.example.com/WorkloadRestarts");
  });
});
