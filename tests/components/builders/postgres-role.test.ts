import assert from "node:assert/strict";
import fc from "fast-check";
import { checkedRole, checkedSqlName, roleScript } from "../../../components/builders/postgres-role";

describe("components/builders/postgres-role", () => {
  it("takes exactly the names that SQL reads without quotes", () => {
    const allowed = "abcdefghijklmnopqrstuvwxyz_0123456789";
    fc.assert(
      fc.property(fc.oneof(fc.stringMatching(/^[a-zA-Z0-9_ "'-]{0,70}$/), fc.string()), (name) => {
        const isPlain =
          name.length >= 1 &&
          name.length <= 63 &&
          !/^\d/.test(name) &&
          Array.from(name).every((c) => allowed.includes(c));
        if (isPlain) assert.equal(checkedSqlName("database", name), name);
        else assert.throws(() => checkedSqlName("database", name), /^ArgumentError: database: /);
      }),
    );
  });

  it("takes no role that is there already (PostgreSQL, predefined roles)", () => {
    assert.equal(checkedRole("role", "app", "admin"), "app");
    for (const name of ["admin", "postgres", "pg_read_all_data"]) {
      assert.throws(() => checkedRole("role", name, "admin"), /^ArgumentError: role: /, name);
    }
  });

  it("has name and password quoted by psql, and stops at the first error", () => {
    assert.match(roleScript, /CREATE ROLE :"role" .* PASSWORD :'password';/);
    assert.match(roleScript, /ON_ERROR_STOP=1/);
    assert.match(roleScript, /NOSUPERUSER NOCREATEDB NOCREATEROLE/);
    // The shell expands nothing in what follows a quoted end mark.
    assert.match(roleScript, /<<'SQL'/);
    assert.ok(!/\$\{?APPLICATION_/.test(roleScript));
  });
});
