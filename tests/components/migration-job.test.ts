import assert from "node:assert/strict";
import { canaryWorkload } from "../../components/canary-workload";
import { migrationIdentity, MigrationJob, type MigrationJobArgs } from "../../components/migration-job";
import {
  SecureDeployment,
  type SecureDeploymentArgs,
  type WorkloadMigration,
} from "../../components/secure-deployment";
import { canaryImage, deploymentArgs, identity, settings, stableArgs } from "./fixtures";
import { record, type Recorded, type Recording } from "./recorder";

const port = { name: "postgres", number: 5432 };
const database = { ...identity, name: "database", selector: { app: "database" } };
const toDatabase = (
  of: Pick<SecureDeploymentArgs, "name" | "namespace" | "partOf" | "selector">,
): WorkloadMigration => {
  const migration = migrationIdentity(of);
  return {
    command: ["shop", "migrate"],
    resources: { requests: { cpu: "50m", memory: "32Mi" }, limits: { cpu: "250m", memory: "128Mi" } },
    network: {
      policies: { both: migration.name },
      flows: [{ from: { workload: migration }, to: { workload: database }, ports: [port] }],
    },
  };
};

const make = (changes: Partial<MigrationJobArgs> = {}): Promise<Recording> =>
  record(
    () => new MigrationJob("migration", { workload: identity, pod: settings, ...toDatabase(identity), ...changes }),
  );
const deploy = (changes: Partial<SecureDeploymentArgs> = {}): Promise<Recording> =>
  record(() => new SecureDeployment("shop", { ...deploymentArgs, migration: toDatabase(deploymentArgs), ...changes }));

const nameOf = ({ inputs }: Recorded): string => (inputs["metadata"] as { name: string }).name;
const podOf = ({ inputs }: Recorded): { metadata: { labels: Record<string, string> }; spec: Record<string, unknown> } =>
  (inputs["spec"] as { template: ReturnType<typeof podOf> }).template;

describe("components/migration-job", () => {
  it("makes a Job and the policy of its pods, which opens DNS and the database alone (R-19)", async () => {
    const { one } = await make();
    const { podSelector, ingress, egress } = one("NetworkPolicy").inputs["spec"] as Record<string, unknown>;
    const labels = { "app.kubernetes.io/name": "shop-migration" };
    assert.deepEqual(podSelector, { matchLabels: labels });
    assert.equal(podOf(one("Job")).metadata.labels["app.kubernetes.io/name"], "shop-migration");
    assert.deepEqual(ingress, []);
    assert.deepEqual(
      (egress as { ports: { port: number }[] }[]).map(({ ports }) => ports.map((each) => each.port)),
      [[53, 53], [5432]],
    );
  });

  it("runs when its way to the database is open", async () => {
    const { one } = await make();
    assert.ok(one("Job").dependencies.includes(one("NetworkPolicy").urn));
  });

  it("gives the Job a minute more than it has, so that the Job tells what became of it", async () => {
    assert.equal((await make()).one("Job").updateTimeout, "11m");
    assert.equal((await make({ deadlineMinutes: 30 })).one("Job").updateTimeout, "31m");
  });

  it("says where a setting is refused", async () => {
    await assert.rejects(make({ command: [] }), /MigrationJob "migration", child "migration-job": migration\.command/);
  });

  it("can be changed by a transform, but for its name", async () => {
    const { one } = await make({ transform: { job: { spec: { suspend: true } } } });
    assert.equal((one("Job").inputs["spec"] as { suspend?: boolean }).suspend, true);
    await assert.rejects(make({ transform: { job: { metadata: { name: "x" } } } }), /metadata\.name/);
  });

  describe("of a Deployment", () => {
    it("comes before it, and after all that its pods need", async () => {
      const { one } = await deploy({
        config: { name: "shop-config", data: { MODE: "fast" } },
        secrets: [{ name: "shop-secrets", data: { TOKEN: "x" }, inject: "all" }],
      });
      const job = one("Job");
      assert.ok(one("Deployment").dependencies.includes(job.urn));
      for (const kind of ["ServiceAccount", "ConfigMap", "Secret"]) {
        assert.ok(job.dependencies.includes(one(kind).urn), kind);
      }
    });

    it("has its variables, those of its ConfigMap and of its Secrets (R-61)", async () => {
      const { one } = await deploy({
        config: { name: "shop-config", data: { MODE: "fast" } },
        secrets: [{ name: "shop-secrets", data: { TOKEN: "x" }, inject: "keys" }],
      });
      const [container] = podOf(one("Job")).spec["containers"] as { envFrom: unknown; env: { name: string }[] }[];
      assert.deepEqual(container?.envFrom, [{ configMapRef: { name: "shop-config" } }]);
      assert.deepEqual(
        container.env.map(({ name }) => name),
        ["TOKEN"],
      );
    });

    it("does not run again because a value of a Secret has changed", async () => {
      const named = async (TOKEN: string): Promise<string> =>
        nameOf((await deploy({ secrets: [{ name: "shop-secrets", data: { TOKEN }, inject: "all" }] })).one("Job"));
      assert.equal(await named("x"), await named("y"));
    });

    it("is absent by default", async () => {
      assert.equal((await deploy({ migration: undefined })).all("Job").length, 0);
    });
  });

  describe("of a canary", () => {
    const release = (): Promise<Recording> =>
      record(() => {
        const stable = new SecureDeployment("booking", { ...stableArgs, migration: toDatabase(stableArgs) });
        const args = canaryWorkload(stable, { image: canaryImage, weight: 10, replicas: 1 });
        new SecureDeployment("booking-canary", args);
      });

    it("is another Job, of the image on trial, which the canary waits for", async () => {
      const { one } = await release();
      const [stable, canary] = [one("Job", "booking-migration-job"), one("Job", "booking-canary-migration-job")];
      assert.match(nameOf(canary), /^booking-canary-migration-/);
      const [container] = podOf(canary).spec["containers"] as { image: string }[];
      assert.equal(container?.image, canaryImage);
      assert.ok(one("Deployment", "booking-canary-deployment").dependencies.includes(canary.urn));
      assert.ok(!one("Deployment", "booking-deployment").dependencies.includes(canary.urn));
      assert.notEqual(nameOf(stable), nameOf(canary));
    });

    it("has the policy and the account of the stable release's (C-32)", async () => {
      const { all, one } = await release();
      const policies = all("NetworkPolicy").map(nameOf);
      assert.deepEqual(
        policies.filter((name) => name.endsWith("-migration")),
        ["booking-migration"],
      );
      const pod = podOf(one("Job", "booking-canary-migration-job"));
      assert.equal(pod.metadata.labels["app.kubernetes.io/name"], "booking-migration");
      assert.equal(pod.spec["serviceAccountName"], "booking");
    });
  });
});
