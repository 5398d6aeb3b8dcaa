import assert from "node:assert/strict";

import { addressBlocksKey } from "../../../systems/common/address-blocks";

const key = addressBlocksKey("the database");

describe("address blocks", () => {
  it("are none, one or several blocks of either family", () => {
    for (const blocks of [undefined, [], ["10.20.0.0/16"], ["10.20.0.0/16", "fd00:1::/64"]]) {
      assert.deepEqual(key.parse(blocks), blocks);
    }
  });

  for (const [title, text] of [
    ["the whole IPv4 address space (R-25)", "0.0.0.0/0"],
    ["the whole IPv6 address space (R-25)", "::/0"],
    ["an address without a length", "10.20.0.1"],
    ["bits behind the length", "10.20.0.1/16"],
  ] as const) {
    it(`refuse ${title}`, () => {
      assert.equal(key.safeParse([text]).success, false);
    });
  }

  it("show editors a pattern that refuses a length of 0 only", () => {
    const { pattern } = key.unwrap().element.meta() as { pattern: string };
    for (const length of ["1", "9", "10", "32", "64", "100", "128"])
      assert.match(`10.0.0.0/${length}`, RegExp(pattern));
    for (const length of ["0", "00", "08", ""]) assert.doesNotMatch(`10.0.0.0/${length}`, RegExp(pattern));
  });
});
