import assert from "node:assert/strict";

import { at, find, identity, objectsOf } from "./evaluate";
import type { Keys } from "./example-keys";
import { cluster } from "./healthcare/values";
import type { SystemName } from "../../systems/registry";
import type { Environment } from "../../config/primitives/environment";
import { alone, sufficient } from "./sufficient";

/** Hard limits of the quota of a stack that runs one system. */
async function quotaOf(system: SystemName, environment: Environment, keys: Keys = {}): Promise<unknown> {
  const objects = await objectsOf(alone(system)(environment, { [`${system}:quota`]: true, ...keys }));
  return at(find(objects, "ResourceQuota", "quota").inputs, "spec.hard");
}

const migration = { command: ["migrate"] };

describe("quotas of namespaces (G-41)", () => {
  it("are off by default, except in a preview", async () => {
    for (const environment of ["dev", "staging", "prod"] as const) {
      const objects = await objectsOf(sufficient(environment));
      assert.ok(!objects.map(identity).some((name) => name.startsWith("ResourceQuota/")), environment);
    }
  }).timeout(60_000);

  it("exist before anything runs in the namespace", async () => {
    const objects = await objectsOf(alone("smedrec")("prod", { "smedrec:quota": true }));
    const { urn } = find(objects, "ResourceQuota", "quota");
    assert.ok(find(objects, "Deployment", "audit-server").options.dependsOn?.includes(urn));
  });

  describe("the audit server's", () => {
    it("is what an update at the autoscaler's maximum takes", async () => {
      assert.deepEqual(await quotaOf("smedrec", "prod"), {
        pods: "11",
        "requests.cpu": "2750m",
        "requests.memory": "2816Mi",
        "limits.cpu": "11",
        "limits.memory": "11Gi",
      });
    });

    it("has one pod more than a fixed count, and one for a migration", async () => {
      assert.equal(at(await quotaOf("smedrec", "dev"), "pods"), "2");
      assert.equal(at(await quotaOf("smedrec", "dev", { "smedrec:migration": migration }), "pods"), "3");
    });
  });

  describe("the appointment platform's", () => {
    it("is every service at its maximum, one pod more, and canaries; with sidecars and without CPU limits (C-37)", async () => {
      // 20 + 30 + 4 × 10 pods, one more of each of the six, and two of each of the three canaries.
      assert.deepEqual(await quotaOf("appointment", "prod"), {
        pods: "102",
        // 102 × (250m + 100m).
        "requests.cpu": "35700m",
        // 102 × (256Mi + 128Mi).
        "requests.memory": "39168Mi",
        // 71 × 512Mi, 31 × 2Gi of search, 102 sidecars of 1Gi.
        "limits.memory": "204288Mi",
      });
    });

    it("does not change when a release begins, whose canary finds its place (C-32)", async () => {
      const services = {
        booking: {
          roleArn: "arn:aws:iam::123456789012:role/b",
          canary: { digest: `sha256:${"fedcba9876543210".repeat(4)}` },
        },
        search: { roleArn: "arn:aws:iam::123456789012:role/s" },
      };
      const trial = await quotaOf("appointment", "prod", { "appointment:services": services });
      assert.deepEqual(trial, await quotaOf("appointment", "prod"));
    });

    it("counts no sidecar outside the mesh, and one migration for each release, which has none", async () => {
      const own = { booking: { migration, destinations: ["rds"] } };
      const keys = {
        "appointment:trafficSplit": "ingress",
        "appointment:services": own,
        "appointment:rdsCidrs": ["10.50.0.0/24"],
      };
      const bare = await quotaOf("appointment", "dev", { "appointment:trafficSplit": "ingress" });
      assert.deepEqual(bare, {
        pods: "18",
        "requests.cpu": "900m",
        "requests.memory": "2304Mi",
        "limits.memory": "5376Mi",
      });
      const migrating = await quotaOf("appointment", "dev", keys);
      assert.equal(at(migrating, "pods"), "19");
    });
  });

  describe("the Elixir stack's", () => {
    it("counts the app, the database, their sidecars, and MLLP in the same namespace (C-40)", async () => {
      const objects = await objectsOf(sufficient("prod", { "healthcare:quota": true }));
      const { inputs } = find(objects, "ResourceQuota", "quota");
      assert.equal(inputs.metadata.namespace, "healthcare-prod");
      // 11 of the app, 1 database, 11 of MLLP.
      assert.equal(at(inputs, "spec.hard.pods"), "23");
      assert.equal(at(await quotaOf("healthcare", "prod"), "pods"), "12");
    }).timeout(30_000);

    it("takes the figures of the mesh's sidecars from the stack (bulwark:sidecarResources)", async () => {
      const keys = { "bulwark:sidecarResources": { requests: { cpu: "10m" }, limits: { cpu: "100m" } } };
      const [usual, lean] = [await quotaOf("healthcare", "dev"), await quotaOf("healthcare", "dev", keys)];
      // Two of the app and a database: three sidecars.
      assert.deepEqual(usual, {
        pods: "3",
        "requests.cpu": "750m",
        "requests.memory": "1408Mi",
        "limits.cpu": "8",
        "limits.memory": "7Gi",
      });
      assert.deepEqual([at(lean, "pods"), (lean as Record<string, string>)["requests.cpu"]], ["3", "480m"]);
      assert.equal((lean as Record<string, string>)["limits.cpu"], "2300m");
    });

    it("counts a cluster's instances and the job that makes the next, without sidecars", async () => {
      const hard = (await quotaOf("healthcare", "prod", cluster)) as Record<string, string>;
      assert.equal(hard["pods"], "15");
      // 11 × (500m + 100m), 4 × 2000m.
      assert.equal(hard["requests.cpu"], "14600m");
    });
  });

  it("are refused where they are no switch", async () => {
    await assert.rejects(quotaOf("appointment", "dev", { "appointment:quota": "large" }), /quota/);
  });
});
