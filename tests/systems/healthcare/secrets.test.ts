import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";

import { SecureNamespace } from "../../../components/secure-namespace";
import { load } from "../../../systems";
import { Healthcare } from "../../../systems/healthcare/healthcare";
import { stackPeers } from "../../../systems/peers";
import { record, type Recorded, type Recording } from "../../components/recorder";
import type { Keys } from "../example-keys";
import { alone, withoutSecrets } from "../sufficient";
import type { Environment } from "./figures";
import { cluster, problemsOf, refusal } from "./values";

/** What the Elixir stack registers, with `secrets` set in the stack file. */
function deployed(
  environment: Environment,
  changes: Keys = {},
  secrets: Readonly<Record<string, string>> = {},
): Promise<Recording> {
  const source = alone("healthcare")(environment, changes);
  const full = Object.fromEntries(Object.entries(secrets).map(([key, value]) => [`healthcare:${key}`, value]));
  const { settings, systems } = load({
    ...source,
    values: { ...source.values, ...full },
    secretKeys: new Set([...source.secretKeys, ...Object.keys(full)]),
  });
  const values = systems.healthcare;
  assert.ok(values);
  return record(() => {
    const namespace = new SecureNamespace("ns", { name: values.namespace, environment });
    new Healthcare("healthcare", { values, namespace, peers: stackPeers(settings) }, {});
  });
}

/** The data of a Secret, decoded; fails where it is not secret. */
function dataOf(recording: Recording, name: string): Record<string, string> {
  const secret = recording.all("Secret").find(({ inputs }) => nameOf(inputs) === name);
  assert.ok(secret, `no Secret ${name}`);
  const { data } = secret.inputs;
  assert.ok(pulumi.runtime.isRpcSecret(data), `the data of ${name} are not secret`);
  const plain = pulumi.runtime.unwrapRpcSecret(data) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(plain).map(([key, value]) => {
      const text = pulumi.runtime.unwrapRpcSecret(value) as string;
      return [key, Buffer.from(text, "base64").toString("utf8")];
    }),
  );
}

function nameOf(inputs: Recorded["inputs"]): string {
  return (inputs["metadata"] as { name: string }).name;
}

describe("Healthcare: secrets", () => {
  it("one password feeds the database and the app (C-13)", async () => {
    const recording = await deployed("prod");
    const { password } = dataOf(recording, "postgres-secrets");
    assert.ok(password);
    assert.equal(
      dataOf(recording, "healthcare-app-secrets")["DATABASE_URL"],
      `postgresql://postgres:${password}@postgres-service:5432/healthcare`,
    );
  });

  it("the app's own role and its password stand in its URL (C-13)", async () => {
    const recording = await deployed("prod", { "healthcare:database": { applicationRole: "app" } });
    const { password, "application-password": own } = dataOf(recording, "postgres-secrets");
    assert.notEqual(password, own);
    const url = dataOf(recording, "healthcare-app-secrets")["DATABASE_URL"];
    assert.equal(url, `postgresql://app:${own}@postgres-service:5432/healthcare`);
  });

  it("a cluster's owner reaches its primary", async () => {
    const recording = await deployed("prod", cluster);
    const { username, password } = dataOf(recording, "postgres-secrets");
    assert.equal(username, "healthcare");
    const url = dataOf(recording, "healthcare-app-secrets")["DATABASE_URL"];
    assert.equal(url, `postgresql://healthcare:${password}@postgres-rw:5432/healthcare`);
  });

  it("a configured password is quoted in the URL", async () => {
    const recording = await deployed("dev", {}, { databasePassword: "p@ss/word:with?all#16" });
    assert.equal(dataOf(recording, "postgres-secrets")["password"], "p@ss/word:with?all#16");
    const url = new URL(dataOf(recording, "healthcare-app-secrets")["DATABASE_URL"] ?? "");
    assert.deepEqual([decodeURIComponent(url.password), url.hostname], ["p@ss/word:with?all#16", "postgres-service"]);
  });

  describe("that are generated", () => {
    let prod: Recording;
    before(async () => {
      prod = await deployed("prod");
    });

    it("have the form that the app wants (R-59)", () => {
      const { inputs } = prod.one("RandomPassword", "healthcare-app-secrets-key-SECRET_KEY_BASE");
      assert.ok(Number(inputs["length"]) >= 64);
      assert.equal(prod.one("RandomPassword", "healthcare-app-secrets-key-ENCRYPTION_KEY").inputs["length"], 64);
    });

    it("can stand in a URL (C-13)", () => {
      const { inputs } = prod.one("RandomPassword", "healthcare-database-passwords-key-password");
      assert.equal(inputs["overrideSpecial"], "-_");
    });

    it("of which the key of the PHI is protected in prod, and nowhere else", async () => {
      const isProtected = (recording: Recording): boolean =>
        recording.one("RandomPassword", "healthcare-app-secrets-key-ENCRYPTION_KEY").protect;
      assert.deepEqual([isProtected(prod), isProtected(await deployed("dev"))], [true, false]);
    });

    it("are made anew with another version, each by itself (W-16)", async () => {
      const rotated = await deployed("prod", { "healthcare:secretsVersion": { secretKeyBase: "2" } });
      const keepers = (name: string): unknown =>
        rotated.all("RandomPassword").find((one) => one.name === name)?.inputs["keepers"];
      assert.deepEqual(keepers("healthcare-app-secrets-key-SECRET_KEY_BASE"), { rotation: "2" });
      assert.equal(keepers("healthcare-app-secrets-key-ENCRYPTION_KEY"), undefined);
      assert.equal(keepers("healthcare-database-passwords-key-password"), undefined);
    });

    it("stay out of it where the stack file has them", async () => {
      const given = { secretKeyBase: "s".repeat(64), encryptionKey: "0af1".repeat(16) };
      const recording = await deployed("prod", {}, given);
      assert.ok(!recording.resources.some(({ name }) => /key-(SECRET_KEY_BASE|ENCRYPTION_KEY)$/.test(name)));
      const { SECRET_KEY_BASE, ENCRYPTION_KEY } = dataOf(recording, "healthcare-app-secrets");
      assert.deepEqual([SECRET_KEY_BASE, ENCRYPTION_KEY], [given.secretKeyBase, given.encryptionKey]);
    });
  });

  describe("that are fetched", () => {
    const store = { "healthcare:secretStore": { name: "vault" } };
    const fetched = (...names: string[]): Keys => ({
      ...store,
      "healthcare:externalSecrets": Object.fromEntries(
        names.map((name) => [name, { key: "healthcare/prod", property: name }]),
      ),
    });

    it("are the operator's to write (C-52)", async () => {
      const recording = await deployed("prod", fetched("secretKeyBase"));
      const { data, secretStoreRef } = recording.one("ExternalSecret").inputs["spec"] as Record<string, unknown>;
      assert.deepEqual(secretStoreRef, { kind: "ClusterSecretStore", name: "vault" });
      assert.deepEqual(data, [
        { secretKey: "SECRET_KEY_BASE", remoteRef: { key: "healthcare/prod", property: "secretKeyBase" } },
      ]);
      assert.ok(!("SECRET_KEY_BASE" in dataOf(recording, "healthcare-app-secrets")));
    });

    it("are password and URL together, because the URL holds the password (C-13)", async () => {
      assert.equal(refusal("prod", fetched("databasePassword"))[0], "healthcare:externalSecrets.databaseUrl.key");
      assert.equal(refusal("prod", fetched("databaseUrl"))[0], "healthcare:externalSecrets.databasePassword.key");
      const recording = await deployed("prod", fetched("databasePassword", "databaseUrl"));
      assert.equal(recording.all("ExternalSecret").length, 2);
    });

    it("with a role of the app its password and the URL", () => {
      const withRole = { "healthcare:database": { applicationRole: "app" } };
      assert.equal(
        refusal("prod", { ...withRole, ...fetched("databaseUrl") })[0],
        "healthcare:externalSecrets.rolePassword.key",
      );
      assert.deepEqual(problemsOf("prod", { ...withRole, ...fetched("databasePassword") }), []);
      assert.deepEqual(problemsOf("prod", { ...withRole, ...fetched("rolePassword", "databaseUrl") }), []);
    });

    it("may be the password of a cluster's owner, whose name the program writes beside it", async () => {
      const recording = await deployed("prod", { ...cluster, ...fetched("databasePassword", "databaseUrl") });
      assert.deepEqual(dataOf(recording, "postgres-secrets"), { username: "healthcare" });
    });

    it("may be the key of OpenAI, which is then not asked for", () => {
      const source = withoutSecrets(alone("healthcare")("prod", fetched("openaiApiKey")));
      assert.ok(load(source).systems.healthcare);
    });
  });

  for (const [name, value] of [
    ["secretKeyBase", "s".repeat(63)],
    ["encryptionKey", "0".repeat(63)],
    ["encryptionKey", "g".repeat(64)],
    ["databasePassword", "short"],
    ["databasePassword", "a password with blanks"],
  ] as const) {
    it(`${name} of another form is refused without being shown (R-59)`, async () => {
      const messages: string[] = [];
      const collect = (error: unknown): void => void messages.push(String(error));
      process.on("unhandledRejection", collect);
      await deployed("dev", {}, { [name]: value }).catch(collect);
      await new Promise((resolve) => setImmediate(resolve));
      process.removeListener("unhandledRejection", collect);
      const all = messages.join("\n");
      assert.match(all, new RegExp(`healthcare:${name}: the encrypted value is not`));
      assert.doesNotMatch(all, new RegExp(value));
    });
  }
});
