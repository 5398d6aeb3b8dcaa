import assert from "node:assert/strict";
import {
  PostgresCluster,
  postgresFlow,
  postgresIdentity,
  type PostgresClusterArgs,
} from "../../components/postgres-cluster";
import { identity } from "./fixtures";
import { record, type Recorded, type Recording } from "./recorder";

/** How a secret looks on the wire (Pulumi, deserialisation of secrets). */
const secretMark = "1b47061264138c4ac30d75fd1eb44270";
const place = { name: "postgres", namespace: "shop-dev", partOf: "shop" };
const args: PostgresClusterArgs = {
  ...place,
  environment: "dev",
  instances: 3,
  image: "registry.example.com/postgresql:17.2",
  storage: { size: "20Gi" },
  resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { cpu: "2", memory: "2Gi" } },
  database: "shop",
  owner: "shop",
  credentials: { secret: "postgres-credentials", password: "correct horse" },
  network: {
    operator: { namespace: "shop-system" },
    monitoringNamespace: "monitoring",
    apiServerCidrs: ["10.0.0.1/32"],
    flows: [postgresFlow({ workload: identity }, postgresIdentity(place))],
  },
};
const make = (changes: Partial<PostgresClusterArgs> = {}): Promise<Recording> =>
  record(() => new PostgresCluster("postgres", { ...args, ...changes }));
const metadataOf = ({ inputs }: Recorded): { name: string; labels: Record<string, string> } =>
  inputs["metadata"] as { name: string; labels: Record<string, string> };

describe("components/postgres-cluster", () => {
  it("makes the Cluster after its credentials and its NetworkPolicy (R-19)", async () => {
    const { one } = await make();
    const cluster = one("Cluster");
    assert.deepEqual(metadataOf(cluster).name, "postgres");
    for (const kind of ["Secret", "NetworkPolicy"]) assert.ok(cluster.dependencies.includes(one(kind).urn), kind);
  });

  it("selects the operator's pods with a policy of the Cluster's name (SPEC 1.8)", async () => {
    const policy = (await make()).one("NetworkPolicy");
    assert.equal(metadataOf(policy).name, "postgres");
    assert.deepEqual((policy.inputs["spec"] as { podSelector: unknown }).podSelector, {
      matchLabels: { "cnpg.io/cluster": "postgres" },
    });
    const other = await make({ network: { ...args.network, policy: "postgres-policy" } });
    assert.equal(metadataOf(other.one("NetworkPolicy")).name, "postgres-policy");
  });

  it("makes a Pulumi secret of the password, which the operator watches (R-57)", async () => {
    const secret = (await make()).one("Secret");
    assert.equal(secret.inputs["type"], "kubernetes.io/basic-auth");
    assert.equal(metadataOf(secret).labels["cnpg.io/reload"], "true");
    const data = JSON.stringify(secret.inputs["data"]);
    assert.ok(data.includes(secretMark) && data.includes(Buffer.from("correct horse").toString("base64")));
  });

  it("takes a Secret that exists", async () => {
    const { one, all } = await make({ credentials: { secret: "postgres-external" } });
    assert.equal(all("Secret").length, 0);
    const { bootstrap } = one("Cluster").inputs["spec"] as { bootstrap: { initdb: { secret: unknown } } };
    assert.deepEqual(bootstrap.initdb.secret, { name: "postgres-external" });
  });

  it("is protected and retained in prod only (R-78)", async () => {
    const options = async (environment: "staging" | "prod"): Promise<boolean[]> => {
      const { protect, retainOnDelete } = (await make({ environment })).one("Cluster");
      return [protect, retainOnDelete];
    };
    assert.deepEqual(
      [await options("staging"), await options("prod")],
      [
        [false, false],
        [true, true],
      ],
    );
  });

  it("scrapes the instances under a name that the operator leaves alone, on demand", async () => {
    assert.equal((await make()).all("PodMonitor").length, 0);
    const monitor = (await make({ monitoring: { instanceLabels: { release: "prometheus" } } })).one("PodMonitor");
    assert.equal(metadataOf(monitor).name, "postgres-metrics");
    assert.equal(metadataOf(monitor).labels["release"], "prometheus");
    const { selector, podMetricsEndpoints } = monitor.inputs["spec"] as Record<string, unknown>;
    assert.deepEqual(selector, { matchLabels: { "cnpg.io/cluster": "postgres", "cnpg.io/podRole": "instance" } });
    assert.deepEqual(podMetricsEndpoints, [{ port: "metrics", path: "/metrics", interval: "30s" }]);
  });

  it("tells clients where the primary is", async () => {
    await record(() => {
      const { host, workload } = new PostgresCluster("postgres", args);
      assert.equal(host, "postgres-rw");
      assert.deepEqual(workload, postgresIdentity(place));
    });
  });

  it("says where a value was refused", async () => {
    await assert.rejects(
      make({ network: { ...args.network, apiServerCidrs: [] } }),
      /PostgresCluster "postgres": network\.apiServerCidrs: an empty list/,
    );
    await assert.rejects(make({ instances: 0 }), /child "postgres-cluster": instances: 0/);
  });

  it("is backed up on demand, to a store that it can reach (G-52)", async () => {
    const backup = { destination: "s3://backups/shop", cron: "30 2 * * *", retentionDays: 30 };
    const network = { ...args.network, backupStoreCidrs: ["203.0.113.0/24"] };
    const { one } = await make({ backup, network });
    assert.deepEqual(one("ScheduledBackup").dependencies, [one("Cluster").urn]);
    assert.ok("backup" in (one("Cluster").inputs["spec"] as object));
    assert.match(JSON.stringify(one("NetworkPolicy").inputs["spec"]), /203\.0\.113\.0/);
    await assert.rejects(make({ backup }), /PostgresCluster "postgres": network\.backupStoreCidrs: no block/);
    assert.equal((await make()).all("ScheduledBackup").length, 0);
  });
});
