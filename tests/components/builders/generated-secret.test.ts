import assert from "node:assert/strict";
import fc from "fast-check";
import { hexFields, passwordFields } from "../../../components/builders/generated-secret";

const around = fc.integer({ min: -2, max: 2000 });
const isAllowed = (size: number): boolean => size >= 16 && size <= 1024;

describe("components/builders/generated-secret", () => {
  it("takes exactly the lengths that cannot be tried out and fit into a Secret", () => {
    fc.assert(
      fc.property(around, (length) => {
        if (isAllowed(length)) assert.equal(passwordFields("k", { length }).length, length);
        else assert.throws(() => passwordFields("k", { length }), /^ArgumentError: k\.length: .* from 16 to 1024/);
      }),
    );
  });

  it("takes exactly the counts of bytes that cannot be tried out and fit into a Secret", () => {
    fc.assert(
      fc.property(around, fc.constantFrom("hex" as const, "base64" as const), (bytes, encoding) => {
        if (isAllowed(bytes)) assert.equal(hexFields("k", { bytes, encoding }).length, 2 * bytes);
        else assert.throws(() => hexFields("k", { bytes, encoding }), /^ArgumentError: k\.bytes: .* from 16 to 1024/);
      }),
    );
  });

  it("never leaves the alphabet that it was given (C-13)", () => {
    const alphabets = fc.constantFrom(undefined, "url-safe" as const, "alphanumeric" as const);
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 1024 }), alphabets, (length, alphabet) => {
        const { special, overrideSpecial = "" } = passwordFields("k", { length, ...(alphabet && { alphabet }) });
        assert.equal(special, alphabet !== "alphanumeric");
        assert.equal(overrideSpecial, special ? "-_" : "");
        // Whatever is added to letters and digits must stand in a URL as it is.
        assert.equal(encodeURIComponent(overrideSpecial), overrideSpecial);
      }),
    );
  });

  it("draws bytes as digits of hex, every one of them as likely as the others", () => {
    const { upper, lower, special, overrideSpecial } = hexFields("k", { bytes: 32, encoding: "hex" });
    // The provider draws from the digits 0 to 9, which are on by default, and from what is named here.
    assert.deepEqual(
      { upper, lower, special, overrideSpecial },
      { upper: false, lower: false, special: true, overrideSpecial: "abcdef" },
    );
  });

  it("changes with its rotation alone (W-16, G-17)", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (rotation) => {
        assert.deepEqual(passwordFields("k", { length: 32, rotation }).keepers, { rotation });
        assert.deepEqual(hexFields("k", { bytes: 32, encoding: "hex", rotation }).keepers, { rotation });
      }),
    );
    assert.ok(!("keepers" in passwordFields("k", { length: 32 })));
    assert.throws(() => passwordFields("k", { length: 32, rotation: "" }), /k\.rotation: an empty text is given/);
  });
});
