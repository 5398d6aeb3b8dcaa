import assert from "node:assert/strict";
import fc from "fast-check";
import {
  postgresCluster,
  postgresSelector,
  type PostgresClusterSettings,
} from "../../../components/builders/postgres-cluster";
import type { CustomFields } from "../../../components/custom-resources";
import type { WorkloadIdentity } from "../../../components/types";

const identity: WorkloadIdentity = {
  name: "postgres",
  namespace: "shop-dev",
  partOf: "shop",
  selector: postgresSelector("postgres"),
};
const base: PostgresClusterSettings = {
  instances: 3,
  image: "registry.example.com/postgresql:17.2",
  storage: { size: "20Gi", storageClassName: "fast-ssd" },
  resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { cpu: "2", memory: "2Gi" } },
  bootstrap: { database: "shop", owner: "shop", secret: "postgres-credentials" },
};
const build = (changes: Partial<PostgresClusterSettings> = {}): CustomFields<"Cluster">["spec"] =>
  postgresCluster(identity, { ...base, ...changes }).spec;

describe("components/builders/postgres-cluster", () => {
  it("is a hardened Cluster whose superuser cannot log in (G-34, G-46)", () => {
    const { metadata, spec } = postgresCluster(identity, base);
    assert.deepEqual([metadata.name, metadata.namespace], ["postgres", "shop-dev"]);
    assert.deepEqual(spec, {
      instances: 3,
      imageName: "registry.example.com/postgresql:17.2",
      enableSuperuserAccess: false,
      enablePDB: true,
      bootstrap: {
        initdb: { database: "shop", owner: "shop", secret: { name: "postgres-credentials" }, dataChecksums: true },
      },
      storage: { size: "20Gi", storageClass: "fast-ssd" },
      resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { cpu: "2", memory: "2Gi" } },
      seccompProfile: { type: "RuntimeDefault" },
      affinity: {
        enablePodAntiAffinity: true,
        podAntiAffinityType: "preferred",
        topologyKey: "kubernetes.io/hostname",
      },
    });
  });

  it("lets a single instance be drained (C-04)", () => {
    assert.equal(build({ instances: 1 }).enablePDB, false);
    assert.equal(build({ instances: 2 }).enablePDB, true);
  });

  it("places its instances", () => {
    const spec = build({
      separateNodes: "required",
      scheduling: {
        spread: [{ over: "zone", whenUnsatisfiable: "ScheduleAnyway" }],
        nodeSelector: { workload: "data" },
        tolerations: [{ key: "workload", value: "data", effect: "NoSchedule" }],
        priorityClassName: "data",
      },
    });
    assert.equal(spec.affinity?.podAntiAffinityType, "required");
    assert.deepEqual(spec.affinity.nodeSelector, { workload: "data" });
    assert.deepEqual(spec.affinity.tolerations, [
      { key: "workload", operator: "Equal", value: "data", effect: "NoSchedule" },
    ]);
    assert.equal(spec.priorityClassName, "data");
    assert.deepEqual(spec.topologySpreadConstraints?.[0]?.labelSelector, {
      matchLabels: { "cnpg.io/cluster": "postgres" },
    });
  });

  it("takes settings, a second volume, pull secrets and labels of pods", () => {
    const spec = build({
      parameters: { max_connections: "250" },
      walStorage: { size: "5Gi" },
      imagePullSecrets: ["registry"],
      podLabels: { "sidecar.istio.io/inject": "false" },
    });
    assert.deepEqual(spec.postgresql, { parameters: { max_connections: "250" } });
    assert.deepEqual(spec.walStorage, { size: "5Gi" });
    assert.deepEqual(spec.imagePullSecrets, [{ name: "registry" }]);
    assert.deepEqual(spec.inheritedMetadata, { labels: { "sidecar.istio.io/inject": "false" } });
  });

  it("accepts exactly whole numbers of instances from one on", () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: -3, max: 9 }), fc.double()), (instances) => {
        if (Number.isSafeInteger(instances) && instances >= 1) assert.equal(build({ instances }).instances, instances);
        else assert.throws(() => build({ instances }), /instances: /);
      }),
    );
  });

  it("wants PostgreSQL's version in the tag, beside a digest too", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    for (const image of [
      "r.example.com/pg",
      "r.example.com/pg:latest",
      "r.example.com/pg:stable",
      `r.example.com/pg@${digest}`,
    ]) {
      assert.throws(() => build({ image }), /image: /);
    }
    const pinned = `r.example.com/pg:17.2-bookworm@${digest}`;
    assert.equal(build({ image: pinned }).imageName, pinned);
  });

  it("refuses names that PostgreSQL keeps for itself or wants in quotes", () => {
    for (const owner of ["postgres", "streaming_replica", "Shop", "1shop", "shop-app", "", "x".repeat(64)]) {
      assert.throws(() => build({ bootstrap: { ...base.bootstrap, owner } }), /bootstrap\.owner/);
    }
    for (const database of ["postgres", "template1", "a;b"]) {
      assert.throws(() => build({ bootstrap: { ...base.bootstrap, database } }), /bootstrap\.database/);
    }
    assert.throws(() => build({ bootstrap: { ...base.bootstrap, secret: "No" } }), /bootstrap\.secret/);
  });

  it("refuses volumes of nothing, requests above limits and a name that no Service can have", () => {
    assert.throws(() => build({ storage: { size: "0Gi" } }), /storage\.size: "0Gi"/);
    assert.throws(() => build({ walStorage: { size: "0" } }), /walStorage\.size/);
    const limits = { cpu: "100m", memory: "2Gi" } as const;
    assert.throws(() => build({ resources: { ...base.resources, limits } }), /resources\.requests\.cpu/);
    assert.throws(() => postgresCluster({ ...identity, name: "1pg" }, base), /name: "1pg"/);
  });
});
