import assert from "node:assert/strict";
import { vaultStore, type VaultSettings } from "../../../components/builders/secret-store";
import type { CustomFields } from "../../../components/custom-resources";
import { identity } from "../fixtures";

const build = (changes: Partial<VaultSettings> = {}): CustomFields<"SecretStore"> =>
  vaultStore(
    identity,
    { name: "vault" },
    { server: "https://vault.example.com:8200", role: "shop-dev", ...changes },
    "vault-auth",
  );

describe("components/builders/secret-store", () => {
  it("reaches Vault under a token of the store's own account (G-47)", () => {
    assert.deepEqual(build().spec.provider.vault, {
      server: "https://vault.example.com:8200",
      path: "secret",
      version: "v2",
      auth: {
        kubernetes: { mountPath: "kubernetes", role: "shop-dev", serviceAccountRef: { name: "vault-auth" } },
      },
    });
  });

  it("says what an installation has elsewhere", () => {
    const authority = { configMap: "vault-ca", key: "ca.crt" };
    const settings = { path: "kv", version: "v1", authMount: "k8s-prod", audiences: ["vault"], authority } as const;
    const vault = build(settings).spec.provider.vault;
    assert.deepEqual([vault?.path, vault?.version], ["kv", "v1"]);
    assert.deepEqual(vault?.caProvider, { type: "ConfigMap", name: "vault-ca", key: "ca.crt" });
    assert.deepEqual(vault.auth?.kubernetes?.serviceAccountRef?.audiences, ["vault"]);
    assert.equal(vault.auth.kubernetes.mountPath, "k8s-prod");
  });

  it("refuses an address without TLS, with a path or a malformed host", () => {
    for (const server of [
      "http://vault.example.com",
      "https://vault.example.com/v1",
      "vault.example.com:8200",
      "https://user@vault.example.com",
      "https://Vault",
      "https://vault.example.com:0",
      "https://vault.example.com:65536",
    ]) {
      assert.throws(() => build({ server }), /^ArgumentError: server: /, server);
    }
    assert.equal(
      build({ server: "https://vault.example.com" }).spec.provider.vault?.server,
      "https://vault.example.com",
    );
  });

  it("refuses empty parts", () => {
    for (const field of ["path", "role", "authMount"] as const) {
      assert.throws(() => build({ [field]: "" }), new RegExp(`^ArgumentError: ${field}: an empty text is given`));
    }
    const authority = { configMap: "CA", key: "ca.crt" };
    assert.throws(() => build({ authority }), /authority\.configMap: "CA" is given/);
  });
});
