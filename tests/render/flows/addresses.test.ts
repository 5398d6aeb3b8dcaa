import assert from "node:assert/strict";
import { addressActors } from "../../../render/flows/addresses";
import { readNetworkPolicy, type NetworkPolicy } from "../../../render/flows/network-policy";

const policy = (...blocks: { cidr: string; except?: string[] }[]): NetworkPolicy =>
  readNetworkPolicy({
    metadata: { name: "one", namespace: "shop" },
    spec: { policyTypes: ["Egress"], egress: [{ to: blocks.map((ipBlock) => ({ ipBlock })) }] },
  });
const addresses = (...blocks: { cidr: string; except?: string[] }[]): [string, readonly string[]][] =>
  addressActors([policy(...blocks)]).map(({ id, endpoint }) => [id, endpoint.addresses]);

describe("render/flows/addresses", () => {
  it("always knows the internet and the cloud's metadata service", () => {
    assert.deepEqual(
      addressActors([]).map(({ id }) => id),
      ["internet", "metadata"],
    );
  });

  it("knows each block that a policy names, once, by its first address", () => {
    assert.deepEqual(addresses({ cidr: "10.50.0.0/24" }, { cidr: "10.40.0.0/16" }, { cidr: "10.50.0.0/24" }).slice(2), [
      ["10.40.0.0/16", ["10.40.0.0"]],
      ["10.50.0.0/24", ["10.50.0.0"]],
    ]);
  });

  it("stands at the first address that is no exception", () => {
    const except = ["10.0.0.0/9", "10.128.0.0/16"];
    assert.deepEqual(addresses({ cidr: "10.0.0.0/8", except })[2], [
      "10.0.0.0/8 without 10.0.0.0/9, 10.128.0.0/16",
      ["10.129.0.0"],
    ]);
    assert.deepEqual(addresses({ cidr: "2001:db8::/32", except: ["2001:db8::/33"] })[2]?.[1], ["2001:db8:8000::"]);
  });

  it("leaves out a block of which the exceptions leave nothing", () => {
    assert.equal(addresses({ cidr: "10.0.0.0/8", except: ["10.0.0.0/9", "10.128.0.0/9"] }).length, 2);
  });

  it("takes the whole address space for the internet", () => {
    assert.equal(addresses({ cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] }).length, 2);
    assert.equal(addresses({ cidr: "::/0" }).length, 2);
  });

  it("puts the internet outside of every block that is named", () => {
    const [internet] = addresses({ cidr: "198.51.100.0/24" });
    assert.deepEqual(internet, ["internet", ["203.0.113.10", "2001:db8::10"]]);
  });
});
