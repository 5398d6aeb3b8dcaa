import assert from "node:assert/strict";
import fc from "fast-check";
import { compareQuantities, parseQuantity, quantityFormat, sumQuantities } from "../../../config/primitives/quantity";

const suffixes = ["n", "u", "m", "", "k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti"] as const;
const quantities = fc
  .tuple(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: 999 }), fc.constantFrom(...suffixes))
  .map(([whole, fraction, suffix]) => `${whole}${fraction === 0 ? "" : `.${fraction}`}${suffix}`);

describe("config/primitives/quantity", () => {
  // Canonical forms as the API server writes them (Kubernetes API reference, Quantity).
  const forms: readonly [string, string][] = [
    ["0", "0"],
    ["0.5", "500m"],
    ["1000m", "1"],
    ["1000", "1k"],
    ["1.5", "1500m"],
    ["1024Ki", "1Mi"],
    ["1.5Gi", "1536Mi"],
    ["0.5Ki", "512"],
    ["0.1Ki", "102400m"],
    ["1e3", "1e3"],
    ["120e5", "12e6"],
    ["12e6", "12e6"],
    ["1Ei", "1Ei"],
    ["1E", "1E"],
    [".5", "500m"],
    ["5.", "5"],
    ["0.0000000001", "1n"],
  ];
  for (const [text, canonical] of forms) {
    it(`writes ${text} as ${canonical}`, () => {
      assert.equal(parseQuantity(text).canonical, canonical);
    });
  }

  for (const text of [
    "",
    "x",
    "-1",
    "+1",
    "1 Mi",
    "1mi",
    "1KB",
    "1.2.3",
    "1e",
    "1e99",
    "99Ei",
    ".",
    "Mi",
    "0x10",
    "1\n",
  ]) {
    it(`refuses ${JSON.stringify(text)} and says what is allowed`, () => {
      assert.throws(() => parseQuantity(text), /is given, allowed is a number .*; write for example "250m" or "64Mi"/);
    });
  }

  it("compares across units exactly", () => {
    assert.equal(compareQuantities("1Gi", "1G"), 1);
    assert.equal(compareQuantities("1024Mi", "1Gi"), 0);
    assert.equal(compareQuantities("999m", "1"), -1);
    assert.equal(compareQuantities("9007199254740993", "9007199254740992"), 1);
  });

  it("keeps the value in the canonical form", () => {
    fc.assert(
      fc.property(quantities, (text) => {
        const { canonical, nano } = parseQuantity(text);
        const again = parseQuantity(canonical);
        assert.equal(again.nano, nano);
        assert.equal(again.canonical, canonical);
      }),
    );
  });

  it("orders like the values", () => {
    fc.assert(
      fc.property(quantities, quantities, quantities, (a, b, c) => {
        assert.equal(compareQuantities(a, b), -compareQuantities(b, a) + 0);
        if (compareQuantities(a, b) <= 0 && compareQuantities(b, c) <= 0) assert.ok(compareQuantities(a, c) <= 0);
      }),
    );
  });

  it("adds exactly, in the form of the first", () => {
    assert.equal(sumQuantities("250m", "0.25", "1"), "1500m");
    assert.equal(sumQuantities("512Mi", "512Mi"), "1Gi");
    assert.equal(sumQuantities("1Gi", "1G"), "2073741824");
    assert.equal(sumQuantities("0.1", "0.2"), "300m");
    assert.throws(() => sumQuantities("7Ei", "1Ei"), /2\^63-1/);
  });

  it("adds whatever the order", () => {
    fc.assert(
      fc.property(quantities, quantities, quantities, (a, b, c) => {
        assert.equal(compareQuantities(sumQuantities(a, b, c), sumQuantities(c, a, b)), 0);
        assert.equal(parseQuantity(sumQuantities(a, b)).nano, parseQuantity(a).nano + parseQuantity(b).nano);
      }),
    );
  });

  it("offers editors a pattern that accepts what it accepts", () => {
    const pattern = new RegExp(quantityFormat.pattern);
    fc.assert(fc.property(quantities, (text) => pattern.test(text)));
    for (const example of quantityFormat.examples) assert.doesNotThrow(() => parseQuantity(example));
  });
});
