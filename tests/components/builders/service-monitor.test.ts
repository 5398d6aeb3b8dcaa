import assert from "node:assert/strict";
import { serviceMonitor } from "../../../components/builders/service-monitor";
import { identity, web } from "../fixtures";

describe("components/builders/service-monitor", () => {
  it("scrapes the workload's Services and carries the labels that Prometheus looks for (SPEC 1.2.12, G-48)", () => {
    const settings = { name: "shop-metrics", endpoints: [{ port: web, timeout: "10s" }] } as const;
    const { metadata, spec } = serviceMonitor(identity, settings, { release: "prometheus" });
    assert.deepEqual([metadata.name, metadata.namespace], ["shop-metrics", "shop-dev"]);
    assert.deepEqual([metadata.labels["app"], metadata.labels["release"]], ["shop", "prometheus"]);
    assert.deepEqual(spec, {
      selector: { matchLabels: { app: "shop" } },
      endpoints: [{ port: "web", path: "/metrics", interval: "30s", scrapeTimeout: "10s" }],
    });
  });

  it("scrapes the canary beside the stable release (SPEC 1.4.3)", () => {
    const stable = { ...identity, selector: { app: "shop", track: "stable" }, group: { app: "shop" } };
    const { spec } = serviceMonitor(stable, { name: "m", endpoints: [{ port: web }] }, {});
    assert.deepEqual(spec.selector, { matchLabels: { app: "shop" } });
  });

  it("selects Services by other labels when told to", () => {
    const { spec } = serviceMonitor(
      identity,
      { name: "m", services: { tier: "edge" }, endpoints: [{ port: web }] },
      {},
    );
    assert.deepEqual(spec.selector, { matchLabels: { tier: "edge" } });
  });

  it("speaks mutual TLS with the mesh's certificates (G-28)", () => {
    const endpoints = [{ port: web, meshCertificates: "/etc/prom-certs" }];
    const [endpoint] = serviceMonitor(identity, { name: "m", endpoints }, {}).spec.endpoints;
    assert.equal(endpoint?.scheme, "https");
    assert.deepEqual(endpoint.tlsConfig, {
      caFile: "/etc/prom-certs/root-cert.pem",
      certFile: "/etc/prom-certs/cert-chain.pem",
      keyFile: "/etc/prom-certs/key.pem",
      insecureSkipVerify: true,
    });
  });

  it("refuses no endpoint, an empty selector and a relative folder of certificates", () => {
    const build = (changes: object): unknown =>
      serviceMonitor(identity, { name: "m", endpoints: [{ port: web }], ...changes }, {});
    assert.throws(() => build({ endpoints: [] }), /endpoints: an empty list/);
    assert.throws(() => build({ services: {} }), /services: an empty selector/);
    assert.throws(() => build({ endpoints: [{ port: web, meshCertificates: "certs/" }] }), /meshCertificates/);
  });
});
