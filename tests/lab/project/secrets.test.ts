import assert from "node:assert/strict";
import { X509Certificate, createPrivateKey } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { missingSecrets } from "../../../lab/project/secrets";
import { load } from "../../../systems";
import { stackFileSource } from "../../../render/source";
import { withoutSecrets } from "../../systems/sufficient";

const ROOT = join(__dirname, "../../..");

describe("lab/project/secrets", () => {
  for (const stack of ["dev", "staging", "prod"]) {
    it(`gives ${stack} every secret without which it does not load, and no other`, async () => {
      const made = await missingSecrets(ROOT, join(ROOT, `Pulumi.${stack}.yaml`), stack);
      const bare = withoutSecrets(stackFileSource(ROOT, stack));
      const { values } = bare;
      const filled = { ...values, ...Object.fromEntries(made.map(({ key, value }) => [key, value])) };
      load({ ...bare, values: filled, secretKeys: new Set(made.map(({ key }) => key)) });
      for (const { key } of made) {
        const others = new Set(made.map((secret) => secret.key).filter((other) => other !== key));
        const lacking = Object.fromEntries(Object.entries(filled).filter(([name]) => name !== key));
        assert.throws(() => load({ ...bare, values: lacking, secretKeys: others }), new RegExp(key));
      }
    });
  }

  describe("from a schema", () => {
    let clone: string;
    beforeEach(() => {
      clone = mkdtempSync(join(tmpdir(), "bulwark-clone-"));
      mkdirSync(join(clone, "config"));
      const note = (placeholder: string, ...needed: string[]): unknown => ({
        "x-placeholder": placeholder,
        "x-needed-in": needed,
      });
      const properties = {
        "shop:colour": { type: "string" },
        "shop:token": note("a-token", "staging", "prod"),
        "shop:certificate": note("-----BEGIN CERTIFICATE-----\n", "prod"),
        "shop:key": note("-----BEGIN PRIVATE KEY-----\n", "prod"),
        "bank:pin": note("1234", "prod", "preview"),
        "bank:spare": note("5678"),
      };
      writeFileSync(join(clone, "config/schema.json"), JSON.stringify({ properties: { config: { properties } } }));
    });
    afterEach(() => {
      rmSync(clone, { recursive: true });
    });
    const made = async (stack: string, text: string): Promise<Record<string, string>> => {
      const file = join(clone, `Pulumi.${stack}.yaml`);
      writeFileSync(file, text);
      return Object.fromEntries((await missingSecrets(clone, file, stack)).map(({ key, value }) => [key, value]));
    };

    it("takes the environment from the stack file, else from the stack's name", async () => {
      assert.deepEqual(await made("staging", "config: {}"), { "shop:token": "a-token" });
      assert.deepEqual(await made("eu", "config:\n  bulwark:environment: staging\n"), { "shop:token": "a-token" });
      assert.deepEqual(await made("preview-pr-7", ""), { "bank:pin": "1234" });
      assert.deepEqual(await made("dev", "config: {}"), {});
    });

    it("makes a certificate and the key that belongs to it", async () => {
      const secrets = await made("prod", "config: {}");
      const certificate = new X509Certificate(secrets["shop:certificate"]!);
      assert.ok(certificate.checkPrivateKey(createPrivateKey(secrets["shop:key"]!)));
    });

    it("keeps what the file has, and leaves systems alone that the stack does not run", async () => {
      const text = "config:\n  bulwark:systems: [shop]\n  shop:token:\n    secure: v1:x\n";
      assert.deepEqual(Object.keys(await made("prod", text)), ["shop:certificate", "shop:key"]);
    });

    it("reads the repository's own schema", () => {
      copyFileSync(join(ROOT, "config/schema.json"), join(clone, "config/schema.json"));
      return assert.doesNotReject(made("prod", "config: {}"));
    });
  });
});
