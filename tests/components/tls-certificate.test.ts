import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { TlsCertificate, type TlsCertificateArgs } from "../../components/tls-certificate";
import { identity } from "./fixtures";
import { record, type Recording } from "./recorder";

const make = (source: TlsCertificateArgs["source"]): Promise<Recording> =>
  record(
    () => new TlsCertificate("shop-tls", { identity, secretName: "shop-tls", hosts: ["shop.example.com"], source }),
  );
/** How a secret looks on the wire (Pulumi, deserialisation of secrets). */
const secretMark = "1b47061264138c4ac30d75fd1eb44270";

describe("components/tls-certificate", () => {
  it("keeps a configured pair secret, and encodes it once (R-57)", async () => {
    for (const key of ["PEM of the key", pulumi.secret("PEM of the key")]) {
      const { inputs } = (await make({ certificate: "PEM of the certificate", key })).one("Secret");
      assert.equal(inputs["type"], "kubernetes.io/tls");
      const data = JSON.stringify(inputs["data"]);
      assert.ok(data.includes(secretMark) && data.includes(Buffer.from("PEM of the key").toString("base64")));
      assert.ok(!data.includes("PEM"));
    }
  });

  it("leaves the Secret to cert-manager where there is an issuer", async () => {
    const { all, one } = await make({ issuer: { name: "public" } });
    assert.equal(all("Secret").length, 0);
    assert.equal((one("Certificate").inputs["metadata"] as { name: string }).name, "shop-tls");
  });

  it("says where it was refused", async () => {
    await assert.rejects(
      make({ issuer: { name: "" } }),
      /TlsCertificate "shop-tls", child "shop-tls-certificate": issuer\.name: "" is given/,
    );
  });
});
