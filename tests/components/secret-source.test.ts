import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { SecureDeployment } from "../../components/secure-deployment";
import { SecretSource, type SecretOrigin } from "../../components/secret-source";
import { VaultSecretStore } from "../../components/vault-secret-store";
import type { SecretInjection } from "../../components/workload-data";
import { deploymentArgs, identity, settings } from "./fixtures";
import { record, type Recorded, type Recording } from "./recorder";

type Keys = Readonly<Record<string, SecretOrigin>>;

const generated = { generated: { length: 32 } };
const external = { external: { key: "shop/dev", property: "token" } };
const store = { name: "vault" };

const source = (keys: Keys): SecretSource => new SecretSource("shop-secrets", { identity, name: "shop", keys, store });
const make = (keys: Keys): Promise<Recording> => record(() => source(keys));
const deploy = (keys: Keys, inject: SecretInjection): Promise<Recording> =>
  record(() => new SecureDeployment("shop", { ...deploymentArgs, secrets: [{ from: source(keys), inject }] }));

/** The secret values on the wire: Pulumi marks them, and nothing of them stands outside the mark. */
const mark = "1b47061264138c4ac30d75fd1eb44270";
const marked = (value: unknown): { value: Record<string, string> } => {
  assert.ok((value as Record<string, unknown> | undefined)?.["4dabf18193072939515e22adb298388d"] === mark);
  return value as { value: Record<string, string> };
};
const decoded = ({ inputs }: Recorded): Record<string, string> =>
  Object.fromEntries(
    Object.entries(marked(inputs["data"]).value).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]),
  );
const annotations = ({ one }: Recording): Record<string, unknown> => {
  const { template } = one("Deployment").inputs["spec"] as { template: { metadata: { annotations: object } } };
  return { ...template.metadata.annotations };
};

describe("components/secret-source", () => {
  it("generates each key by itself and puts the values into one Secret (G-16)", async () => {
    const bytes = { generated: { bytes: 32, encoding: "hex" as const } };
    const recording = await make({ PASSWORD: generated, KEY: bytes });
    assert.deepEqual(
      recording.all("RandomPassword").map(({ name }) => name),
      ["shop-secrets-key-PASSWORD", "shop-secrets-key-KEY"],
    );
    const data = decoded(recording.one("Secret"));
    assert.match(data["KEY"] ?? "", /^[0-9a-f]+$/);
    assert.equal(Object.keys(data).length, 2);
    assert.equal(recording.all("ExternalSecret").length, 0);
  });

  it("generates nothing whose resource id would be the value, which stands in the state in plain (R-57)", async () => {
    const { all } = await make({
      HEX: { generated: { bytes: 32, encoding: "hex" } },
      B64: { generated: { bytes: 32, encoding: "base64" } },
    });
    assert.deepEqual(all("RandomBytes"), []);
    assert.equal(all("RandomPassword").length, 2);
  });

  it("makes a secret of every value, plain ones too (R-57)", async () => {
    const { one } = await make({ A: { value: "plain" }, B: { value: pulumi.secret("hidden") } });
    assert.deepEqual(decoded(one("Secret")), { A: "plain", B: "hidden" });
  });

  it("hands out what was given plainly as a secret too (R-57)", async () => {
    const secret: boolean[] = [];
    await record(() => {
      void pulumi.isSecret(source({ A: { value: "plain" } }).value("A")).then((is) => secret.push(is));
    });
    assert.deepEqual(secret, [true]);
  });

  it("computes one Secret from another without showing either (C-13)", async () => {
    const { one } = await record(() => {
      const database = new SecretSource("db", { identity, name: "db", keys: { password: generated } });
      const url = pulumi.interpolate`postgresql://postgres:${database.value("password")}@db:5432/shop`;
      new SecretSource("app", { identity, name: "app", keys: { DATABASE_URL: { value: url } } });
    });
    const { password } = decoded(one("Secret", "db-secret"));
    assert.ok((password ?? "").length > 0);
    assert.equal(
      decoded(one("Secret", "app-secret"))["DATABASE_URL"],
      `postgresql://postgres:${password ?? ""}@db:5432/shop`,
    );
  });

  it("rotates by its keeper and by nothing else (W-16, G-17)", async () => {
    const password = async (rotation?: string): Promise<unknown> =>
      (await make({ P: { generated: { length: 32, rotation } } })).one("RandomPassword").inputs["keepers"];
    assert.equal(await password(), undefined);
    assert.deepEqual(await password("2"), { rotation: "2" });
  });

  it("protects what data depends on", async () => {
    const irreplaceable = { generated: { bytes: 32, encoding: "hex", irreplaceable: true } } as const;
    const { one } = await make({ PASSWORD: generated, KEY: irreplaceable });
    const isProtected = (key: string): boolean => one("RandomPassword", `shop-secrets-key-${key}`).protect;
    assert.deepEqual([isProtected("PASSWORD"), isProtected("KEY")], [false, true]);
  });

  it("leaves external keys to the operator, which then owns the Secret", async () => {
    const { one, all } = await make({ TOKEN: external });
    assert.equal(all("Secret").length, 0);
    const { target, data } = one("ExternalSecret").inputs["spec"] as Record<string, unknown>;
    assert.deepEqual(target, { name: "shop", creationPolicy: "Owner", deletionPolicy: "Retain" });
    assert.deepEqual(data, [{ secretKey: "TOKEN", remoteRef: { key: "shop/dev", property: "token" } }]);
  });

  it("lets the operator add its keys to the program's own, once they are there (C-52)", async () => {
    const { one } = await make({ PASSWORD: generated, TOKEN: external });
    const { target, data } = one("ExternalSecret").inputs["spec"] as { target: object; data: { secretKey: string }[] };
    assert.deepEqual(target, { name: "shop", creationPolicy: "Merge", deletionPolicy: "Retain" });
    assert.deepEqual(
      data.map(({ secretKey }) => secretKey),
      ["TOKEN"],
    );
    assert.deepEqual(Object.keys(decoded(one("Secret"))), ["PASSWORD"]);
    assert.ok(one("ExternalSecret").dependencies.includes(one("Secret").urn));
  });

  it("fetches once its store is there", async () => {
    const { one } = await record(() => {
      const vault = { namespace: "shop-dev", partOf: "example", server: "https://vault.example.com", role: "shop-dev" };
      const { reference } = new VaultSecretStore("shop-vault", vault);
      new SecretSource("shop-secrets", { identity, name: "shop", keys: { TOKEN: external }, store: reference });
    });
    assert.ok(one("ExternalSecret").dependencies.includes(one("SecretStore").urn));
  });

  it("refuses a Secret without keys, an external key without a store, and a weak value, each with its name", async () => {
    await assert.rejects(make({}), /SecretSource "shop-secrets": keys: no key is given/);
    await assert.rejects(
      record(() => new SecretSource("shop-secrets", { identity, name: "shop", keys: { TOKEN: external } })),
      /SecretSource "shop-secrets": keys\.TOKEN\.external: a reference without a store is given/,
    );
    await assert.rejects(make({ P: { generated: { length: 8 } } }), /"shop-secrets": keys\.P\.generated\.length: 8/);
  });

  it("gives no value of an external key", async () => {
    await assert.rejects(
      record(() => source({ TOKEN: external }).value("TOKEN")),
      /keys\.TOKEN: an external key is given, allowed is a generated or configured one/,
    );
  });
});

describe("components/secret-source: in a workload", () => {
  it("hands every key to the container and is there before the pods (R-61)", async () => {
    const { one } = await deploy({ PASSWORD: generated }, "keys");
    const { template } = one("Deployment").inputs["spec"] as { template: { spec: { containers: { env: unknown }[] } } };
    assert.deepEqual(template.spec.containers[0]?.env, [
      { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "shop", key: "PASSWORD" } } },
    ]);
    assert.ok(one("Deployment").dependencies.includes(one("Secret").urn));
    assert.equal(one("Secret").name, "shop-secrets-secret");
  });

  it("rolls the pods when a value changes that the program knows, and only then (R-62)", async () => {
    const checksum = async (keys: Keys): Promise<unknown> =>
      annotations(await deploy(keys, "keys"))["bulwark.io/checksum-secrets"];
    const first = await checksum({ P: generated });
    assert.match(String(first), /^[0-9a-f]{64}$/);
    assert.equal(await checksum({ P: generated }), first);
    assert.notEqual(await checksum({ P: { generated: { length: 32, rotation: "2" } } }), first);
    assert.equal(await checksum({ TOKEN: external }), undefined);
  });

  it("makes pods wait for each key of two writers", async () => {
    const mixed = { PASSWORD: generated, TOKEN: external };
    for (const inject of ["all", "volume"] as const) {
      await assert.rejects(deploy(mixed, inject), /secrets\.shop\.inject: "\w+" is given, allowed is "keys" or "var/);
    }
    assert.ok((await deploy(mixed, "keys")).one("Deployment"));
    assert.ok((await deploy({ TOKEN: external }, "all")).one("Deployment"));
  });

  it("serves several workloads", async () => {
    const { one, all } = await record(() => {
      const secrets = [{ from: source({ P: generated }), inject: "keys" as const }];
      new SecureDeployment("shop", { ...deploymentArgs, secrets });
      new SecureDeployment("shop-2", { ...deploymentArgs, ...settings, secrets });
    });
    assert.equal(all("Deployment").length, 2);
    assert.ok(one("Deployment", "shop-2-deployment").dependencies.includes(one("Secret").urn));
  });
});
