import assert from "node:assert/strict";
import { certificate, tlsSecret } from "../../../components/builders/tls";
import { identity } from "../fixtures";

const settings = { name: "shop-tls" };

describe("components/builders/tls", () => {
  it("makes a Secret of the type that Ingress and Gateway take", () => {
    const { type, data, metadata } = tlsSecret(identity, settings, { certificate: "Yw==", key: "aw==" });
    assert.equal(type, "kubernetes.io/tls");
    assert.deepEqual(data, { "tls.crt": "Yw==", "tls.key": "aw==" });
    assert.equal(metadata.name, "shop-tls");
  });

  it("makes a Certificate for the Secret of its own name, with a new key at each renewal (G-13)", () => {
    const { spec } = certificate(identity, settings, ["shop.example.com"], { name: "public" });
    assert.deepEqual(spec, {
      secretName: "shop-tls",
      dnsNames: ["shop.example.com"],
      issuerRef: { name: "public", kind: "ClusterIssuer", group: "cert-manager.io" },
      privateKey: { rotationPolicy: "Always" },
    });
    const local = certificate(identity, settings, ["shop.example.com"], { name: "own", kind: "Issuer" });
    assert.equal(local.spec.issuerRef.kind, "Issuer");
  });

  it("lets a certificate be shown by both sides, and last as long as it is said (R-29)", () => {
    const build = (duration: "8760h" | "1s"): ReturnType<typeof certificate>["spec"] =>
      certificate(identity, { ...settings, isMutual: true, duration }, ["shop"], { name: "own", kind: "Issuer" }).spec;
    const { usages, duration } = build("8760h");
    assert.deepEqual(
      [usages?.includes("client auth"), usages?.includes("server auth"), duration],
      [true, true, "8760h"],
    );
    assert.throws(() => build("1s"), /duration: "1s" is given, allowed is at least 1h/);
  });

  it("refuses no host, a wildcard host and a malformed issuer", () => {
    const build = (hosts: string[], name = "public"): unknown => certificate(identity, settings, hosts, { name });
    assert.throws(() => build([]), /hosts: an empty list is given/);
    assert.throws(() => build(["a.example.com", "*.example.com"]), /hosts\[1\]: "\*\.example\.com" is given/);
    assert.throws(() => build(["a.example.com"], "Public!"), /issuer\.name: "Public!" is given/);
  });
});
