import assert from "node:assert/strict";
import { checkedHosts } from "../../../components/builders/hosts";

describe("components/builders/hosts", () => {
  it("lets DNS names through", () => {
    assert.deepEqual(checkedHosts("hosts", ["shop.example.com", "shop"]), ["shop.example.com", "shop"]);
  });

  it("refuses wildcards and what is no DNS name", () => {
    for (const host of [
      "*",
      "*.example.com",
      "https://shop.example.com",
      "shop.example.com:443",
      "other/shop",
      "10.0.0.1",
    ]) {
      assert.throws(() => checkedHosts("hosts", ["shop", host]), /^ArgumentError: hosts\[1\]: ".*" is given, /, host);
    }
  });

  it("refuses no name and a name twice", () => {
    assert.throws(() => checkedHosts("hosts", []), /hosts: an empty list is given/);
    assert.throws(() => checkedHosts("hosts", ["shop", "shop"]), /hosts\[1\]: "shop" again is given/);
  });
});
