import assert from "node:assert/strict";
import { certificate, type CertificateSettings } from "../../../components/builders/certificate";
import type { CustomFields } from "../../../components/custom-resources";
import { identity } from "../fixtures";

const made = (changes: Partial<CertificateSettings> = {}): CustomFields<"Certificate"> =>
  certificate(identity, { name: "shop-tls", dnsNames: ["shop.example.com"], issuer: { name: "public" }, ...changes });

describe("components/builders/certificate", () => {
  it("fills the Secret of its name and replaces the key at each renewal (G-13)", () => {
    assert.equal(made().metadata.name, "shop-tls");
    assert.deepEqual(made().spec, {
      secretName: "shop-tls",
      dnsNames: ["shop.example.com"],
      issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: "public" },
      usages: ["digital signature", "server auth"],
      duration: "2160h",
      renewBefore: "720h",
      privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
    });
  });

  it("takes an issuer of its namespace and the usages of a client", () => {
    const { spec } = made({ issuer: { name: "internal", kind: "Issuer" }, usages: ["server auth", "client auth"] });
    assert.equal(spec.issuerRef.kind, "Issuer");
    assert.deepEqual(spec.usages, ["digital signature", "server auth", "client auth"]);
  });

  it("refuses wildcards and names that are none", () => {
    assert.throws(() => made({ dnsNames: ["*.example.com"] }), /dnsNames\[0\]: "\*\.example\.com" is given/);
    assert.throws(() => made({ issuer: { name: "Public CA" } }), /issuer\.name: "Public CA" is given/);
  });

  it("refuses times that cert-manager refuses, and a renewal before the beginning", () => {
    assert.throws(() => made({ duration: "30m" }), /duration: "30m" is given, allowed is at least 1h/);
    assert.throws(() => made({ renewBefore: "1m" }), /renewBefore: "1m" is given, allowed is at least 5m/);
    assert.throws(
      () => made({ duration: "720h" }),
      /renewBefore: 720h is given, allowed is less than the duration, 720h/,
    );
  });
});
