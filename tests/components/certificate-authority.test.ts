import assert from "node:assert/strict";
import { CertificateAuthority } from "../../components/certificate-authority";
import { record, type Recorded } from "./recorder";

const place = { name: "shop-ca", namespace: "shop-dev", partOf: "shop" };
const nameOf = ({ inputs }: Recorded): string => (inputs["metadata"] as { name: string }).name;
const spec = ({ inputs }: Recorded): Record<string, unknown> => inputs["spec"] as Record<string, unknown>;

describe("components/certificate-authority", () => {
  it("is signed by itself, and signs with its own key, in this order (R-29)", async () => {
    const { all, one } = await record(() => new CertificateAuthority("shop-ca", place));
    const named = (name: string): Recorded => all("Issuer").find((issuer) => nameOf(issuer) === name)!;
    const [root, issuer] = [named("shop-ca-root"), named("shop-ca")];
    const certificate = one("Certificate");
    assert.deepEqual(spec(root), { selfSigned: {} });
    assert.deepEqual(spec(issuer), { ca: { secretName: "shop-ca" } });
    assert.deepEqual(spec(certificate)["issuerRef"], {
      name: "shop-ca-root",
      kind: "Issuer",
      group: "cert-manager.io",
    });
    assert.deepEqual([spec(certificate)["isCA"], spec(certificate)["secretName"]], [true, "shop-ca"]);
    assert.deepEqual(certificate.dependencies, [root.urn]);
    assert.deepEqual(issuer.dependencies, [certificate.urn]);
  });

  it("keeps its key at a renewal, so that certificates of before and after trust each other", async () => {
    const { one } = await record(() => new CertificateAuthority("shop-ca", place));
    assert.equal((spec(one("Certificate"))["privateKey"] as { rotationPolicy: string }).rotationPolicy, "Never");
  });

  it("vouches for one namespace: its issuer is one of the namespace", async () => {
    const made: CertificateAuthority[] = [];
    const { all } = await record(() => void made.push(new CertificateAuthority("shop-ca", place)));
    assert.deepEqual(made[0]?.issuer, { name: "shop-ca", kind: "Issuer" });
    assert.ok(
      all("Issuer").every(({ inputs }) => (inputs["metadata"] as { namespace: string }).namespace === "shop-dev"),
    );
  });
});
