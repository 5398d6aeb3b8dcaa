import assert from "node:assert/strict";
import { WebIngress, type WebIngressArgs } from "../../components/web-ingress";
import { identity } from "./fixtures";
import { record, type Recorded, type Recording } from "./recorder";

const args: WebIngressArgs = {
  workload: identity,
  host: "shop.example.com",
  tls: { secretName: "shop-tls" },
  service: { name: "shop", port: 80 },
  paths: ["/api", "/"],
};
const make = (changes: Partial<WebIngressArgs> = {}): Promise<Recording> =>
  record(() => new WebIngress("shop-web", { ...args, ...changes }));
const metadata = ({ inputs }: Recorded): { name: string; labels: Record<string, string> } =>
  inputs["metadata"] as { name: string; labels: Record<string, string> };

describe("components/web-ingress", () => {
  it("is named after the workload and carries its labels", async () => {
    const { one } = await make();
    assert.equal(metadata(one("Ingress", "shop-web-ingress")).name, "shop");
    assert.equal(metadata(one("Ingress", "shop-web-metrics-deny")).name, "shop-metrics-deny");
    assert.equal(metadata(one("ConfigMap")).name, "shop-headers");
    for (const { inputs } of [...(await make()).all("Ingress")]) {
      assert.equal((inputs["metadata"] as { labels: Record<string, string> }).labels["app"], "shop");
    }
  });

  it("denies the metrics before it publishes the host, and names the headers before the controller reads them", async () => {
    const { one } = await make();
    const { dependencies } = one("Ingress", "shop-web-ingress");
    assert.ok(dependencies.includes(one("Ingress", "shop-web-metrics-deny").urn));
    assert.ok(dependencies.includes(one("ConfigMap").urn));
  });

  it("takes a Secret that exists, makes one of a pair, or asks cert-manager (G-14)", async () => {
    const existing = await make();
    assert.deepEqual([existing.all("Secret").length, existing.all("Certificate").length], [0, 0]);
    const sources = { Secret: { certificate: "c", key: "k" }, Certificate: { issuer: { name: "public" } } };
    for (const [kind, source] of Object.entries(sources)) {
      const { one } = await make({ tls: { secretName: "shop-tls", source } });
      assert.equal(metadata(one(kind)).name, "shop-tls");
      assert.ok(one("Ingress", "shop-web-ingress").dependencies.includes(one(kind).urn), kind);
    }
  });

  it("refuses to serve without TLS, even where the compiler was told otherwise (R-30)", async () => {
    const tls = undefined as unknown as WebIngressArgs["tls"];
    await assert.rejects(make({ tls }), /WebIngress "shop-web": tls: nothing is given, allowed is a Secret of type/);
  });

  it("says where it was refused, before anything is registered", async () => {
    await assert.rejects(make({ host: "*.example.com" }), /WebIngress "shop-web": host: "\*\.example\.com" is given/);
  });

  it("shows where the host leads, for a canary", async () => {
    let route: unknown;
    await record(() => {
      ({ route } = new WebIngress("shop-web", { ...args, ingressClassName: "internal" }));
    });
    assert.deepEqual(route, {
      host: "shop.example.com",
      ingressClassName: "internal",
      tlsSecretName: "shop-tls",
      paths: ["/api", "/"],
      service: { name: "shop", port: 80 },
    });
  });

  it("waits for an address unless a transform says otherwise (G-65)", async () => {
    const skip = { "pulumi.com/skipAwait": "true" };
    const { one } = await make({ transform: { ingress: { metadata: { annotations: skip } } } });
    const annotations = (name: string): Record<string, string> =>
      (one("Ingress", name).inputs["metadata"] as { annotations: Record<string, string> }).annotations;
    assert.equal(annotations("shop-web-ingress")["pulumi.com/skipAwait"], "true");
    assert.equal("pulumi.com/skipAwait" in annotations("shop-web-metrics-deny"), false);
  });
});
