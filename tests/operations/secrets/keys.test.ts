import assert from "node:assert/strict";

import type { OperationError } from "../../../operations/errors";
import { originOf, requireSecret, secretsOf } from "../../../operations/secrets/keys";

describe("the secrets of a system", () => {
  it("are those of its configuration, and those that the program makes", () => {
    const names = (system: string): string[] => secretsOf(system).map(({ name }) => name);
    assert.deepEqual(names("smedrec"), ["databaseUrl", "redisUrl", "authSecret", "tlsCertificate", "tlsKey"]);
    assert.ok(names("bitvault").includes("postgresPassword"));
    assert.deepEqual(names("appointment"), []);
  });

  it("are named, with the nearest, to who asks for another", () => {
    assert.throws(
      () => requireSecret("smedrec", "authsecret"),
      (error: OperationError) => error.exitCode === 1 && error.remedy.join().includes("authSecret"),
    );
  });

  it("come from where the configuration says", () => {
    const auth = requireSecret("smedrec", "authSecret");
    const url = requireSecret("smedrec", "databaseUrl");
    const external = { "smedrec:externalSecrets": JSON.stringify({ authSecret: { key: "smedrec/prod" } }) };
    assert.equal(originOf({}, "smedrec", auth), "generated");
    assert.equal(originOf({ "smedrec:authSecret": "s" }, "smedrec", auth), "configured");
    assert.equal(originOf({ ...external, "smedrec:authSecret": "s" }, "smedrec", auth), "external");
    assert.equal(originOf({}, "smedrec", url), "missing");
  });

  it("are in the Vault of bitvault, but for the passwords of its own data stores", () => {
    const vault = { "bitvault:vault": JSON.stringify({ server: "https://vault.example.com" }) };
    assert.equal(originOf(vault, "bitvault", requireSecret("bitvault", "sessionSecret")), "external");
    assert.equal(originOf(vault, "bitvault", requireSecret("bitvault", "postgresPassword")), "generated");
  });
});
