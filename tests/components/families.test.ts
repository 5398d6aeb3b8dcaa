import assert from "node:assert/strict";
import { DisruptionBudget, type DisruptionBudgetArgs } from "../../components/disruption-budget";
import { HorizontalAutoscaler } from "../../components/horizontal-autoscaler";
import { SecureNamespace } from "../../components/secure-namespace";
import { identity } from "./fixtures";
import { record, type Recording } from "./recorder";

describe("components/secure-namespace", () => {
  const settings = { name: "shop-dev", environment: "dev" } as const;

  it("closes the namespace as soon as it exists (R-18)", async () => {
    const { one } = await record(() => new SecureNamespace("shop-dev", settings));
    const deny = one("NetworkPolicy");
    assert.deepEqual(deny.dependencies, [one("Namespace").urn]);
    assert.equal((deny.inputs["metadata"] as { name: string }).name, "default-deny-all");
  });

  it("adds quota and limits only on demand (G-41)", async () => {
    const bare = await record(() => new SecureNamespace("shop-dev", settings));
    assert.deepEqual([bare.all("ResourceQuota").length, bare.all("LimitRange").length], [0, 0]);
    const full = await record(
      () =>
        new SecureNamespace("shop-dev", {
          ...settings,
          quota: { pods: "10" },
          containerLimits: { default: { memory: "128Mi" } },
        }),
    );
    assert.deepEqual([full.all("ResourceQuota").length, full.all("LimitRange").length], [1, 1]);
  });

  it("demands mTLS only where it is told to, as soon as the namespace exists (R-29)", async () => {
    const bare = await record(() => new SecureNamespace("shop-dev", settings));
    assert.equal(bare.all("PeerAuthentication").length, 0);
    const { one } = await record(() => new SecureNamespace("shop-dev", { ...settings, strictMtls: true }));
    const strict = one("PeerAuthentication");
    assert.deepEqual(strict.inputs["spec"], { mtls: { mode: "STRICT" } });
    assert.deepEqual(strict.dependencies, [one("Namespace").urn]);
  });

  it("protects and retains its children with itself", async () => {
    const options = { protect: true, retainOnDelete: true };
    const { one } = await record(() => new SecureNamespace("shop-dev", settings, options));
    assert.deepEqual([one("Namespace").protect, one("Namespace").retainOnDelete], [true, true]);
  });
});

describe("components/disruption-budget", () => {
  const make = (changes: Partial<DisruptionBudgetArgs>): Promise<Recording> =>
    record(
      () =>
        new DisruptionBudget("shop-budget", {
          workload: identity,
          environment: "dev",
          budget: { minAvailable: 1 },
          smallestReplicas: 2,
          ...changes,
        }),
    );

  it("is named after the workload and lets unready pods go (C-04)", async () => {
    const { one, warnings } = await make({});
    const { metadata, spec } = one("PodDisruptionBudget").inputs as Record<string, Record<string, unknown>>;
    assert.equal(metadata?.["name"], "shop");
    assert.equal(spec?.["unhealthyPodEvictionPolicy"], "AlwaysAllow");
    assert.deepEqual(warnings, []);
  });

  for (const environment of ["staging", "prod"] as const) {
    it(`is refused in ${environment} when it blocks every eviction (R-40)`, async () => {
      await assert.rejects(
        make({ environment, smallestReplicas: 1 }),
        /DisruptionBudget "shop-budget": budget: \{"minAvailable":1\} with 1 replica\(s\) is given/,
      );
      await assert.rejects(make({ environment, budget: { maxUnavailable: 0 } }), /a node drain hangs/);
    });
  }

  for (const environment of ["dev", "preview"] as const) {
    it(`is made in ${environment} with a warning when it blocks every eviction (C-04)`, async () => {
      const { one, warnings } = await make({ environment, smallestReplicas: 1 });
      assert.ok(one("PodDisruptionBudget"));
      assert.match(warnings.join(), /DisruptionBudget "shop-budget": budget: .*use maxUnavailable: 1/);
    });
  }

  it("lets a single pod go with maxUnavailable 1, everywhere (C-04)", async () => {
    const { warnings } = await make({ environment: "prod", smallestReplicas: 1, budget: { maxUnavailable: 1 } });
    assert.deepEqual(warnings, []);
  });
});

describe("components/horizontal-autoscaler", () => {
  it("scales the Deployment of the workload's name", async () => {
    const metrics = [{ resource: "cpu", utilizationPercent: 70 }] as const;
    const { one } = await record(
      () =>
        new HorizontalAutoscaler("shop-autoscaler", { workload: identity, minReplicas: 2, maxReplicas: 10, metrics }),
    );
    const { metadata, spec } = one("HorizontalPodAutoscaler").inputs as Record<string, Record<string, unknown>>;
    assert.equal(metadata?.["name"], "shop");
    assert.deepEqual(spec?.["scaleTargetRef"], { apiVersion: "apps/v1", kind: "Deployment", name: "shop" });
  });
});
