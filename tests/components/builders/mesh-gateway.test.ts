import assert from "node:assert/strict";
import { meshGateway, type GatewaySettings } from "../../../components/builders/mesh-gateway";
import type { CustomFields } from "../../../components/custom-resources";
import { identity } from "../fixtures";

const gateway = (changes: Partial<GatewaySettings> = {}): CustomFields<"Gateway"> =>
  meshGateway(identity, { name: "shop-gateway", hosts: ["shop.example.com"], tlsSecretName: "shop-tls", ...changes });

describe("components/builders/mesh-gateway", () => {
  it("ends TLS on port 443 and serves nothing else (R-30, G-50)", () => {
    assert.deepEqual(gateway().spec, {
      selector: { istio: "ingressgateway" },
      servers: [
        {
          port: { number: 443, name: "https", protocol: "HTTPS" },
          tls: { mode: "SIMPLE", credentialName: "shop-tls", minProtocolVersion: "TLSV1_2" },
          hosts: ["shop.example.com"],
        },
      ],
    });
  });

  it("serves port 80 with a redirect and nothing else, on demand (G-50)", () => {
    assert.deepEqual(gateway({ redirectHttp: true }).spec.servers?.[1], {
      port: { number: 80, name: "http", protocol: "HTTP" },
      tls: { httpsRedirect: true },
      hosts: ["shop.example.com"],
    });
  });

  it("takes a newer TLS version and other gateway pods", () => {
    const { spec } = gateway({ minProtocolVersion: "TLSV1_3", selector: { istio: "edge" } });
    assert.equal(spec.servers?.[0]?.tls?.minProtocolVersion, "TLSV1_3");
    assert.deepEqual(spec.selector, { istio: "edge" });
  });

  it("is refused without a TLS Secret (R-30)", () => {
    assert.throws(() => gateway({ tlsSecretName: "" }), /tls\.secretName: "" is given/);
    assert.throws(() => gateway({ tlsSecretName: "Shop TLS" }), /tls\.secretName: "Shop TLS" is given/);
  });

  it("is refused for a wildcard host", () => {
    assert.throws(() => gateway({ hosts: ["*.example.com"] }), /hosts\[0\]: "\*\.example\.com" is given/);
  });

  it("is refused for labels that select no pod", () => {
    assert.throws(() => gateway({ selector: { istio: "in gress" } }), /selector\.istio: "in gress" is given/);
    assert.throws(() => gateway({ selector: {} }), /selector: an empty selector/);
  });
});
