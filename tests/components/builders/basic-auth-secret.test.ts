import assert from "node:assert/strict";
import { basicAuthSecret } from "../../../components/builders/basic-auth-secret";
import { identity } from "../fixtures";

describe("components/builders/basic-auth-secret", () => {
  it("is of the type that says how its keys are called", () => {
    const pair = { username: "c2hvcA==", password: "c2VjcmV0" };
    const { metadata, type, data } = basicAuthSecret(identity, { name: "shop-db", labels: { a: "b" } }, pair);
    assert.deepEqual([metadata.name, metadata.labels["a"]], ["shop-db", "b"]);
    assert.equal(type, "kubernetes.io/basic-auth");
    assert.deepEqual(data, pair);
  });

  it("refuses a malformed name without looking at the values", () => {
    assert.throws(() => basicAuthSecret(identity, { name: "No" }, { username: "", password: "" }), /name: "No"/);
  });
});
