import assert from "node:assert/strict";
import { parseHost } from "../../../config/primitives/host";

describe("config/primitives/host", () => {
  it("takes DNS names", () => {
    for (const text of ["audit.example.com", "localhost", "a-b.c", `${"a".repeat(63)}.example.com`]) {
      assert.equal(parseHost(text), text);
    }
  });

  it("takes a wildcard only where it is allowed, as the first label", () => {
    assert.equal(parseHost("*.example.com", { wildcard: true }), "*.example.com");
    assert.throws(() => parseHost("*.example.com"), /allowed is a DNS name/);
    assert.throws(() => parseHost("a.*.example.com", { wildcard: true }), /its first label may be \*/);
  });

  const bad = [
    "",
    "Audit.example.com",
    "example.com.",
    "https://example.com",
    "example.com:443",
    "example.com/x",
    "10.0.0.1",
  ];
  for (const text of [
    ...bad,
    "::1",
    "-a.example.com",
    "a_b.example.com",
    "example.123",
    `${"a".repeat(64)}.com`,
    "a..b",
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseHost(text), /is given, allowed is a DNS name in lower case/);
    });
  }
});
