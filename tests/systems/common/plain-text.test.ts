import assert from "node:assert/strict";

import { holdsCredential } from "../../../systems/common/plain-text";

describe("a text in plain view", () => {
  it("holds a credential when it has a key, a certificate or a connection string with a password (R-58)", () => {
    for (const text of ["-----BEGIN PRIVATE KEY-----", "x=postgres://u:p@db/x"]) {
      assert.ok(holdsCredential(text), text);
    }
  });

  it("holds none when it names a place only", () => {
    for (const text of ["postgres://db.example.com:5432/x", "https://u@example.com", "a:b@c", ""]) {
      assert.ok(!holdsCredential(text), text);
    }
  });
});
