import assert from "node:assert/strict";

import { credentialIn, isSecretName } from "../../../../policies/rules/data/credentials";
import { analyze } from "../../support/pack";

describe("credentials in plain text", () => {
  const marker = (what: string): string => `-----BEGIN ${what}-----\nMIIB\n-----END ${what}-----`;
  const seen: readonly [text: string, what: string][] = [
    [marker("PRIVATE KEY"), "a private key"],
    [marker("EC PRIVATE KEY"), "a private key"],
    [marker("CERTIFICATE"), "a PEM block"],
    [`key ghp_${"a1".repeat(18)}`, "a token of GitHub"],
    ["redis://:hunter2@redis:6379", "a connection string with a password"],
    ["host=db user=app password=hunter2", "a connection string with a password"],
    ["Server=db;Password=hunter2;", "a connection string with a password"],
  ];
  for (const [text, what] of seen) {
    it(`sees ${what} in ${text.slice(0, 24).replaceAll("\n", " ")}`, () => {
      assert.equal(credentialIn(text), what);
    });
  }

  for (const text of [
    "postgres://db.example.com:5432/app",
    "postgres://app:${DB_PASSWORD}@db/app",
    "postgres://app:<password>@db/app",
    "https://audit.example.com/a:b@c",
    "password=$(DB_PASSWORD)",
    "the password is in the Secret",
    "nats://nats-headless.messaging.svc:4222",
  ]) {
    it(`sees nothing in ${text}`, () => {
      assert.equal(credentialIn(text), undefined);
    });
  }

  for (const name of [
    "PASSWORD",
    "DB_PASSWORD",
    "db-password",
    "apiKey",
    "OPENAI_API_KEY",
    "SESSION_SECRET",
    "client.secret",
  ]) {
    it(`takes ${name} for the name of a secret`, () => {
      assert.ok(isSecretName(name));
    });
  }

  for (const name of [
    "PASSWORD_FILE",
    "TOKEN_URL",
    "SECRET_NAME",
    "KEYBOARD",
    "MONKEY",
    "TOKENIZER",
    "PASSWORD_MIN_LENGTH",
    "ACCESS_KEY_ID",
  ]) {
    it(`does not take ${name} for one`, () => {
      assert.ok(!isSecretName(name));
    });
  }

  it("never stand in a message", async () => {
    const object = { metadata: { name: "a", namespace: "team" }, data: { url: "postgres://app:hunter2@db/app" } };
    const [violation] = await analyze({ type: "kubernetes:core/v1:ConfigMap", object });
    assert.equal(violation?.policy, "config-map-secrets");
    assert.doesNotMatch(violation.message, /hunter2/);
  });
});
