import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";

import { checkedConnection, natsUrl, postgresUrl } from "../../../systems/bitvault/connection-strings";
import type { Stores } from "../../../systems/bitvault/stores";

const stores = (tls: boolean): Stores => {
  const store = { port: { name: "store", number: 1025 }, peers: [{ cidr: "10.0.0.0/24" }], tls };
  return {
    postgres: store,
    redis: store,
    nats: store,
    objectStorage: store,
    consumer: { stream: "bitvault", name: "bitvault-worker" },
  };
};

const read = (output: pulumi.Output<string>): Promise<string> =>
  new Promise((resolve, reject) => {
    (output as unknown as { promise: () => Promise<string> }).promise().then(resolve, reject);
  });

type Name = Parameters<typeof checkedConnection>[1];
const check = (name: Name, value: string, tls = true): Promise<string> =>
  read(checkedConnection(pulumi.output(value), name, stores(tls), `bitvault:${name}`));

describe("BitVault's connection strings (C-45)", () => {
  const withTls: readonly [Name, string][] = [
    ["databaseUrl", "postgres://u:p@db:5432/bitvault?sslmode=require"],
    ["databaseUrl", "postgresql://u:p@db/bitvault?application_name=a&sslmode=verify-full&sslrootcert=/ca"],
    ["redisUrl", "rediss://:p@cache:6379"],
    ["natsUrl", "tls://u:p@nats:4222"],
  ];
  const plain: readonly [Name, string][] = [
    ["databaseUrl", "postgres://u:p@db:5432/bitvault"],
    ["databaseUrl", "postgres://u:p@db/bitvault?sslmode=prefer"],
    ["databaseUrl", "postgres://u:p@db/bitvault?sslmode=disable&xsslmode=require"],
    ["redisUrl", "redis://:p@cache:6379"],
    ["natsUrl", "nats://u:p@nats:4222"],
  ];

  for (const [name, value] of withTls) {
    it(`${name} may ask for TLS: ${value}`, async () => {
      assert.equal(await check(name, value), value);
    });
  }

  for (const [name, value] of plain) {
    it(`${name} must ask for it where the store takes it: ${value}`, async () => {
      await assert.rejects(check(name, value), (error: Error) => {
        assert.match(error.message, new RegExp(`^bitvault:${name}: the encrypted value is not `));
        assert.ok(!error.message.includes(value));
        return true;
      });
      assert.equal(await check(name, value, false), value);
    });
  }

  it("leaves keys alone, which are no connections", async () => {
    assert.equal(await check("objectStorageAccessKey", "any text"), "any text");
  });

  it("of the PostgreSQL in the namespace checks the server's name against the operator's authority", async () => {
    const url = new URL(await read(postgresUrl("p/w", "postgres-rw")));
    assert.deepEqual([url.username, url.password, url.host], ["bitvault", "p%2Fw", "postgres-rw:5432"]);
    assert.equal(url.searchParams.get("sslmode"), "verify-full");
    assert.equal(url.searchParams.get("sslrootcert"), "/etc/bitvault/postgres/ca.crt");
    assert.ok(await check("databaseUrl", url.href));
  });

  it("of the NATS in the namespace says whether it takes TLS", async () => {
    assert.equal(await read(natsUrl("p@w", true)), "tls://bitvault:p%40w@nats:4222");
    assert.equal(await read(natsUrl("p@w", false)), "nats://bitvault:p%40w@nats:4222");
  });
});
