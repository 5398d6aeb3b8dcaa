import assert from "node:assert/strict";
import { VaultSecretStore } from "../../components/vault-secret-store";
import { record } from "./recorder";

const args = { namespace: "shop-dev", partOf: "example", server: "https://vault.example.com", role: "shop-dev" };
const nameOf = (inputs: Record<string, unknown>): string => (inputs["metadata"] as { name: string }).name;

describe("components/vault-secret-store", () => {
  it("makes the store and the account that it shows, which mounts no token (G-47)", async () => {
    const { one } = await record(() => new VaultSecretStore("shop-vault", args));
    const [store, account] = [one("SecretStore"), one("ServiceAccount")];
    assert.deepEqual([nameOf(store.inputs), nameOf(account.inputs)], ["vault", "vault-auth"]);
    assert.equal(account.inputs["automountServiceAccountToken"], false);
    assert.ok(store.dependencies.includes(account.urn));
  });

  it("names itself to the SecretSources of its namespace", async () => {
    let named = "";
    await record(() => {
      named = new VaultSecretStore("shop-vault", { ...args, name: "vault-shop" }).reference.name;
    });
    assert.equal(named, "vault-shop");
  });

  it("says where it was refused", async () => {
    await assert.rejects(
      record(() => new VaultSecretStore("shop-vault", { ...args, server: "http://vault.example.com" })),
      /VaultSecretStore "shop-vault", child "shop-vault-store": server: "http:\/\/vault\.example\.com" is given/,
    );
  });
});
