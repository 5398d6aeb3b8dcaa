import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { PostgresDatabase, postgresFlow, type PostgresDatabaseArgs } from "../../components/postgres-database";
import { SecretSource, type SecretOrigin } from "../../components/secret-source";
import type { WorkloadIdentity } from "../../components/types";
import { identity } from "./fixtures";
import { record, type Recorded, type Recording } from "./recorder";

const database: WorkloadIdentity = {
  name: "postgres",
  namespace: "shop-dev",
  partOf: "example",
  selector: { app: "postgres" },
};
const times = { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 };
const args: Omit<PostgresDatabaseArgs, "passwords"> = {
  ...database,
  environment: "prod",
  serviceName: "postgres-service",
  image: "timescale/timescaledb:2.17.2-pg16",
  database: "healthcare",
  user: "postgres",
  maxConnections: 250,
  clients: [{ name: "shop", maxReplicas: 10, poolSize: 20 }],
  storage: { name: "postgres-storage", size: "100Gi", storageClassName: "fast-ssd" },
  resources: { requests: { cpu: "2000m", memory: "4Gi" }, limits: { cpu: "4000m", memory: "8Gi" } },
  probes: { startup: times, readiness: times, liveness: times },
  drain: { drainSeconds: 30, graceSeconds: 60 },
  network: { policies: { both: "postgres-policy" }, flows: [postgresFlow({ workload: identity }, database)] },
};
type Keys = Readonly<Record<string, SecretOrigin>>;
const password: Keys = { password: { generated: { length: 32 } } };

const make = (changes: Partial<PostgresDatabaseArgs> = {}, keys = password): PostgresDatabase =>
  new PostgresDatabase("database", {
    ...args,
    passwords: new SecretSource("passwords", {
      identity: database,
      name: "postgres-secrets",
      keys,
      store: { name: "vault" },
    }),
    ...changes,
  });
const deploy = (changes: Partial<PostgresDatabaseArgs> = {}, keys = password): Promise<Recording> =>
  record(() => make(changes, keys));

interface Container {
  env: unknown[];
  volumeMounts: { name: string }[];
}
const spec = ({ inputs }: Recorded): Record<string, unknown> => inputs["spec"] as Record<string, unknown>;
const container = ({ one }: Recording): Container | undefined => {
  const { template } = spec(one("StatefulSet")) as { template: { spec: { containers: Container[] } } };
  return template.spec.containers[0];
};

describe("components/postgres-database", () => {
  it("is one pod with one volume, kept in prod (SPEC 1.2.9, R-78)", async () => {
    const set = (await deploy()).one("StatefulSet");
    assert.equal((set.inputs["metadata"] as { name: string }).name, "postgres");
    assert.equal(spec(set)["replicas"], 1);
    assert.deepEqual([set.protect, set.retainOnDelete], [true, true]);
    assert.deepEqual(spec(set)["volumeClaimTemplates"], [
      {
        metadata: { name: "postgres-storage" },
        spec: {
          accessModes: ["ReadWriteOnce"],
          storageClassName: "fast-ssd",
          resources: { requests: { storage: "100Gi" } },
        },
      },
    ]);
  });

  it("is reached through a headless Service whose port tells a mesh the protocol (G-26)", async () => {
    const { one } = await deploy();
    assert.equal((one("Service").inputs["metadata"] as { name: string }).name, "postgres-service");
    assert.equal(spec(one("Service"))["clusterIP"], "None");
    assert.deepEqual(spec(one("Service"))["ports"], [
      { name: "tcp-postgres", port: 5432, targetPort: 5432, protocol: "TCP", appProtocol: "tcp" },
    ]);
  });

  it("admits its clients and nobody else (G-03)", async () => {
    const policy = spec((await deploy()).one("NetworkPolicy"));
    assert.deepEqual(policy["ingress"], [
      { from: [{ podSelector: { matchLabels: { app: "shop" } } }], ports: [{ protocol: "TCP", port: 5432 }] },
    ]);
  });

  it("has no disruption budget, which would stop every drain (G-07)", async () => {
    assert.equal((await deploy()).all("PodDisruptionBudget").length, 0);
  });

  it("takes its password from the Secret, and rolls with it (G-12)", async () => {
    const recording = await deploy();
    assert.deepEqual(
      container(recording)?.env.find((variable) => (variable as { name: string }).name === "POSTGRES_PASSWORD"),
      { name: "POSTGRES_PASSWORD", valueFrom: { secretKeyRef: { name: "postgres-secrets", key: "password" } } },
    );
    const { one } = recording;
    assert.ok(one("StatefulSet").dependencies.includes(one("Secret").urn));
  });

  it("gives one connection string for the password that the database has (C-13)", async () => {
    let url = "";
    const { one } = await record(() => {
      make()
        .url()
        .apply((value) => (url = value));
    });
    const { value } = one("Secret").inputs["data"] as { value: { password: string } };
    const secret = Buffer.from(value.password, "base64").toString();
    assert.equal(url, `postgresql://postgres:${secret}@postgres-service:5432/healthcare`);
  });

  it("keeps the connection string secret, and escapes what a configured password brings", async () => {
    const values: unknown[] = [];
    await record(() => {
      const url = make({}, { password: { value: "p@ss/word" } }).url();
      void pulumi.isSecret(url).then((isSecret) => values.push(isSecret));
      url.apply((value) => values.push(value));
    });
    assert.deepEqual(
      values.sort(),
      ["postgresql://postgres:p%40ss%2Fword@postgres-service:5432/healthcare", true].sort(),
    );
  });

  it("connects the application as its own role, where it has one (C-13)", async () => {
    let url = "";
    const keys = { ...password, application: { value: "secret" } };
    const applicationRole = { name: "healthcare", passwordKey: "application" };
    const recording = await record(() => {
      make({ applicationRole }, keys)
        .url()
        .apply((value) => (url = value));
    });
    assert.equal(url, "postgresql://healthcare:secret@postgres-service:5432/healthcare");
    assert.equal((recording.one("ConfigMap").inputs["metadata"] as { name: string }).name, "postgres-init");
    assert.ok(container(recording)?.volumeMounts.some(({ name }) => name === "init"));
  });

  it("refuses a password that nothing reads, and a connection string of one that only the cluster knows", async () => {
    await assert.rejects(
      deploy({}, { ...password, other: { value: "x" } }),
      /SecureStatefulSet "database-server": secrets\.postgres-secrets\.other: a key that no variable names/,
    );
    await assert.rejects(
      record(() => make({}, { password: { external: { key: "shop/db" } } }).url()),
      /keys\.password: an external key is given/,
    );
  });

  it("says where the connections do not suffice (G-37)", async () => {
    await assert.rejects(deploy({ maxConnections: 200 }), /PostgresDatabase "database": maxConnections: 200 is given/);
  });
});
