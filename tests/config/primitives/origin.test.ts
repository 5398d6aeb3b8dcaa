import assert from "node:assert/strict";
import fc from "fast-check";
import { originFormat, parseOrigin } from "../../../config/primitives/origin";

describe("config/primitives/origin", () => {
  for (const text of ["https://app.example.com", "https://app.example.com:8443", "http://localhost:3000"]) {
    it(`takes ${text}`, () => {
      assert.equal(parseOrigin(text), text);
    });
  }

  const bad = [
    "",
    "*",
    "null",
    "app.example.com",
    "https://*.example.com",
    "https://app.example.com/",
    "https://app.example.com/x",
    "https://app.example.com:443",
    "https://App.example.com",
    "https://user@app.example.com",
    "https://app.example.com,https://admin.example.com",
    " https://app.example.com",
    "https://10.0.0.1",
    "https://[::1]",
    "http://app.example.com",
    "http://localhost:80",
    "ftp://app.example.com",
    "javascript:alert(1)",
  ];
  for (const text of bad) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseOrigin(text), /is given, allowed is an origin as browsers send it/);
    });
  }

  it("takes every secure origin that a browser can send, and the editor's pattern takes it too", () => {
    const port = fc.option(fc.integer({ min: 1, max: 65_535 }));
    fc.assert(
      fc.property(fc.domain(), port, (domain, number) => {
        const { origin } = new URL(`https://${domain}${number === null ? "" : `:${number}`}`);
        fc.pre(domain.length <= 253);
        assert.equal(parseOrigin(origin), origin);
        assert.match(origin, new RegExp(originFormat.pattern));
      }),
    );
  });

  it("never lets a separator through that would make two origins of one", () => {
    const part = fc.constantFrom(
      "https://",
      "http://",
      "localhost",
      "a",
      ".com",
      ":8443",
      ",",
      "*",
      " ",
      "/",
      ";",
      "@",
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const text = parts.join("");
        try {
          assert.doesNotMatch(parseOrigin(text), /[\s,;*]/);
        } catch (error) {
          assert.match(String(error), /is given, allowed is/);
        }
      }),
    );
  });
});
