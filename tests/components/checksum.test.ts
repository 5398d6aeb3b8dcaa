import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { contentChecksum, secretChecksum } from "../../components/checksum";

/** The value of an output, and whether it is a secret. */
async function known<Value>(output: pulumi.Output<Value>): Promise<{ value: Value; isSecret: boolean }> {
  const value = await new Promise<Value>((resolve) => output.apply(resolve));
  return { value, isSecret: await pulumi.isSecret(output) };
}

describe("components/checksum", () => {
  it("does not depend on the order of the keys, but on every key and value", () => {
    const base = contentChecksum({ a: "1", b: "2" });
    assert.equal(contentChecksum({ b: "2", a: "1" }), base);
    const others: Record<string, string>[] = [{ a: "1" }, { a: "2", b: "1" }, { a: "1", b: "2", c: "" }, { ab: "12" }];
    for (const other of others) {
      assert.notEqual(contentChecksum(other), base);
    }
  });

  it("of secret data is public, and useless without the key", async () => {
    const data = { tls: { key: pulumi.secret("hidden") } };
    const first = await known(secretChecksum(pulumi.secret("one"), data));
    const second = await known(secretChecksum(pulumi.secret("two"), data));
    assert.equal(first.isSecret, false);
    assert.match(first.value, /^[0-9a-f]{64}$/);
    assert.notEqual(first.value, second.value);
  });

  it("of secret data changes with the data and leaves the data secret", async () => {
    const value = pulumi.secret("hidden");
    const before = await known(secretChecksum("k", { tls: { key: value } }));
    const after = await known(secretChecksum("k", { tls: { key: "other" } }));
    assert.notEqual(before.value, after.value);
    assert.equal(await pulumi.isSecret(value), true);
  });
});
