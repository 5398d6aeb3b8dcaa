import assert from "node:assert/strict";
import { BlockList } from "node:net";
import fc from "fast-check";
import { cidrContains, isEverywhere, parseCidr } from "../../../config/primitives/cidr";

const ipv4 = fc.tuple(fc.ipV4(), fc.integer({ min: 1, max: 32 }));

describe("config/primitives/cidr", () => {
  it("writes IPv6 in its shortest form", () => {
    assert.equal(parseCidr("2001:0DB8:0:0:0:0:0:0/32").text, "2001:db8::/32");
    assert.equal(parseCidr("::/0").text, "::/0");
    assert.equal(parseCidr("::1/128").text, "::1/128");
  });

  it("knows the whole address space of both families", () => {
    assert.deepEqual(
      ["0.0.0.0/0", "::/0", "0.0.0.0/1"].map((text) => isEverywhere(parseCidr(text))),
      [true, true, false],
    );
  });

  it("names the network when bits behind the prefix are set", () => {
    assert.throws(() => parseCidr("10.1.2.3/8"), /write "10\.0\.0\.0\/8"/);
    assert.throws(() => parseCidr("2001:db8::1/32"), /write "2001:db8::\/32"/);
  });

  const bad = [
    "",
    "10.0.0.0",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/08",
    "10.0.0/8",
    "010.0.0.0/8",
    "::/129",
    "::ffff:10.0.0.0/104",
  ];
  for (const text of [...bad, "fe80::%eth0/64", "10.0.0.0/8/8", "example.com/8"]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseCidr(text), /is given, allowed is a network address, a slash and the prefix length/);
    });
  }

  it("agrees with the platform's block list about what lies inside", () => {
    fc.assert(
      fc.property(ipv4, fc.ipV4(), ([address, prefix], inner) => {
        const mask = (0xffffffff << (32 - prefix)) >>> 0;
        const bytes = address.split(".").map(Number);
        const network = ((((bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!) >>> 0) & mask) >>> 0;
        const text = [24, 16, 8, 0].map((shift) => (network >>> shift) & 255).join(".");
        const list = new BlockList();
        list.addSubnet(text, prefix);
        const inside = cidrContains(parseCidr(`${text}/${prefix}`), parseCidr(`${inner}/32`));
        assert.equal(inside, list.check(inner));
      }),
    );
  });

  it("never finds one family or a larger block inside another", () => {
    assert.equal(cidrContains(parseCidr("0.0.0.0/0"), parseCidr("::/0")), false);
    assert.equal(cidrContains(parseCidr("10.0.0.0/16"), parseCidr("10.0.0.0/8")), false);
    assert.equal(cidrContains(parseCidr("10.0.0.0/8"), parseCidr("10.0.0.0/16")), true);
  });

  it("reads back every IPv6 block that it writes", () => {
    fc.assert(
      fc.property(
        fc.ipV6().filter((text) => !text.includes(".")),
        (address) => {
          const { text } = parseCidr(`${address}/128`);
          assert.equal(parseCidr(text).text, text);
          assert.equal(parseCidr(text).network, parseCidr(`${address}/128`).network);
        },
      ),
    );
  });
});
