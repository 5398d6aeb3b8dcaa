import { strict as assert } from "node:assert";
import fc from "fast-check";
import { Secret, unwrapProperties, type PropertyMap } from "../../../../../lab/plugins/shared/values";
import { checkpoint, parseCheckpoint, plainObject } from "../../../../../lab/plugins/kubernetes/state/checkpoint";
import { formatId, parseId } from "../../../../../lab/plugins/kubernetes/state/ids";
import { redact, withSecretsOf } from "../../../../../lab/plugins/kubernetes/state/secrets";

describe("secrets in the state", () => {
  it("follow the inputs path by path, lists as a whole", () => {
    const source = { spec: { token: new Secret("t"), list: ["a", new Secret("b")], open: "o" } };
    const marked = withSecretsOf({ spec: { token: "t", list: ["a", "b"], open: "o", extra: 1 } }, source);
    assert.deepEqual(marked, { spec: { token: new Secret("t"), list: new Secret(["a", "b"]), open: "o", extra: 1 } });
  });

  it("are all of a Secret's data, wherever it stands and whatever the inputs say", () => {
    const secret = { kind: "Secret", data: { a: "YQ==" }, stringData: { b: "b" }, type: "Opaque" };
    const marked = withSecretsOf({ ...secret, spec: { template: secret } }, {});
    assert.ok(marked["data"] instanceof Secret && marked["stringData"] instanceof Secret);
    assert.ok(((marked["spec"] as PropertyMap)["template"] as PropertyMap)["data"] instanceof Secret);
    assert.equal(marked["type"], "Opaque");
  });

  it("never appear in a message, plain, quoted or in base64", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6 }), (text) => {
        fc.pre(!"refused because of and".includes(text) && !"[secret]".includes(text));
        const encoded = Buffer.from(text, "utf8").toString("base64");
        const message = redact(`refused because of ${JSON.stringify(text)} and ${encoded}`, {
          spec: { token: new Secret(text) },
        });
        assert.ok(!message.includes(text) && !message.includes(encoded));
      }),
    );
  });
});

describe("checkpoints", () => {
  it("come apart into what went in", () => {
    const live = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c", uid: "1" }, data: { a: "1" } };
    const inputs = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "c" }, data: { a: "1" } };
    const state = checkpoint(live, {
      inputs,
      secretsOf: { data: new Secret({ a: "1" }) },
      initialApiVersion: "v1",
      fieldManager: "m",
    });
    assert.ok(state["data"] instanceof Secret);
    const parsed = parseCheckpoint(state);
    assert.deepEqual(parsed.inputs, inputs);
    assert.deepEqual(parsed.live["metadata"], live.metadata);
    assert.equal(state["__fieldManager"], "m");
    assert.equal(state["__initialApiVersion"], "v1");
  });

  it("write the extensions of JSON Schema as the SDK does, and read them as the API does", () => {
    const schema = { "x-kubernetes-list-map-keys": ["a"] };
    const state = checkpoint(
      { spec: [schema] },
      { inputs: {}, secretsOf: {}, initialApiVersion: "", fieldManager: "" },
    );
    assert.deepEqual(state["spec"], [{ x_kubernetes_list_map_keys: ["a"] }]);
    assert.deepEqual(plainObject(unwrapProperties(state))["spec"], [schema]);
  });
});

describe("ids", () => {
  it("are namespace and name, or the name alone", () => {
    assert.equal(formatId("ns", "n"), "ns/n");
    assert.equal(formatId("", "n"), "n");
    assert.deepEqual(parseId("ns/n"), { namespace: "ns", name: "n" });
    assert.deepEqual(parseId("n"), { namespace: "", name: "n" });
  });
});
