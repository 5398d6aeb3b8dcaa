import assert from "node:assert/strict";
import { externalSecret, type ExternalSettings } from "../../../components/builders/external-secret";
import type { CustomFields } from "../../../components/custom-resources";
import { identity } from "../fixtures";

const build = (changes: Partial<ExternalSettings> = {}): CustomFields<"ExternalSecret"> =>
  externalSecret(identity, {
    name: "shop-secrets",
    store: { name: "vault" },
    references: { TOKEN: { key: "shop/dev", property: "token" } },
    refreshInterval: "1h",
    isShared: false,
    ...changes,
  });

describe("components/builders/external-secret", () => {
  it("fetches each key from where it lies, into the Secret of its own name", () => {
    const { metadata, spec } = build({ references: { A: { key: "shop/dev", property: "a" }, B: { key: "shop/b" } } });
    assert.equal(metadata.name, "shop-secrets");
    assert.equal(spec.target?.name, "shop-secrets");
    assert.deepEqual(spec.secretStoreRef, { kind: "SecretStore", name: "vault" });
    assert.deepEqual(spec.data, [
      { secretKey: "A", remoteRef: { key: "shop/dev", property: "a" } },
      { secretKey: "B", remoteRef: { key: "shop/b" } },
    ]);
  });

  it("owns a Secret of its own, and adds to one that has other keys", () => {
    assert.equal(build().spec.target?.creationPolicy, "Owner");
    assert.equal(build({ isShared: true }).spec.target?.creationPolicy, "Merge");
  });

  it("keeps a value that vanishes from the store", () => {
    assert.equal(build().spec.target?.deletionPolicy, "Retain");
  });

  it("may use a store of the whole cluster", () => {
    const store = { name: "vault", kind: "ClusterSecretStore" } as const;
    assert.deepEqual(build({ store }).spec.secretStoreRef, store);
  });

  it("refuses empty references, malformed names and intervals below a minute", () => {
    const reference = (key: string, property?: string): unknown => build({ references: { A: { key, property } } });
    assert.throws(() => reference(""), /secrets\.shop-secrets\.A\.external\.key: an empty text is given/);
    assert.throws(() => reference("shop", " "), /A\.external\.property: an empty text is given/);
    assert.throws(() => build({ references: { "a b": { key: "x" } } }), /secrets\.shop-secrets\.a b: "a b" is given/);
    assert.throws(() => build({ store: { name: "V" } }), /secrets\.shop-secrets\.store: "V" is given/);
    assert.throws(() => build({ refreshInterval: "30s" }), /refreshInterval: "30s" is given, allowed is at least 1m/);
  });
});
