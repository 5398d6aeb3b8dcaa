import assert from "node:assert/strict";

import { load } from "../../../systems";
import { registry } from "../../../systems/registry";
import { at, find, identity, objectsOf, type RegisteredObject } from "../evaluate";
import type { Keys } from "../example-keys";
import { alone, sourceOf, sufficientKeys } from "../sufficient";
import { container, pod, workloads, type Environment } from "./figures";

const sufficient = alone("bitvault");

const configured = {
  "bitvault:databaseUrl": "postgres://u:hidden@db/bitvault?sslmode=verify-full",
  "bitvault:redisUrl": "rediss://:hidden@cache:6379",
  "bitvault:natsUrl": "tls://u:hidden@nats:4222",
  "bitvault:objectStorageAccessKey": "hidden",
  "bitvault:objectStorageSecretKey": "hidden",
};

/** The objects with `changes`, and with `secrets` set. */
async function objects(
  environment: Environment,
  changes: Keys,
  secrets: Readonly<Record<string, string>> = {},
): Promise<readonly RegisteredObject[]> {
  const { stack } = sufficient(environment);
  const keys = { "bulwark:systems": ["bitvault"], ...sufficientKeys(environment, ["bitvault"]), ...changes };
  return objectsOf(sourceOf(stack, keys, secrets));
}

const without = (capability: string): Keys => ({ "bulwark:capabilities": { [capability]: false } });
const kindsOf = (found: readonly RegisteredObject[]): Set<string> => new Set(found.map(({ kind }) => kind));

describe("BitVault variants", () => {
  describe("without a Vault", () => {
    let found: readonly RegisteredObject[];

    before(async () => {
      found = await objects("prod", { "bitvault:vault": undefined }, configured);
    });

    it("the secrets are the stack's, hidden (R-57)", () => {
      assert.deepEqual(find(found, "Secret", "bitvaultd").inputs["data"], {
        DATABASE_URL: "<secret>",
        REDIS_URL: "<secret>",
        NATS_URL: "<secret>",
        OBJECT_STORAGE_ACCESS_KEY: "<secret>",
        OBJECT_STORAGE_SECRET_KEY: "<secret>",
      });
      assert.doesNotMatch(JSON.stringify(found), /hidden/);
    });

    it("the web knows its session secret, which is made, and nothing of the data stores (C-43)", () => {
      assert.deepEqual(find(found, "Secret", "bitvault-web").inputs["data"], { SESSION_SECRET: "<secret>" });
    });

    it("they reach the containers and their change rolls the pods (R-61, R-62)", () => {
      for (const name of workloads) {
        const { inputs } = find(found, "Deployment", name);
        assert.deepEqual(at(inputs, `${container}.envFrom.1`), { secretRef: { name } });
        const { annotations } = at(inputs, "spec.template.metadata") as { annotations: Record<string, unknown> };
        assert.ok(annotations["bulwark.io/checksum-secrets"], name);
      }
    });

    it("there is no store", () => {
      assert.ok(!kindsOf(found).has("SecretStore") && !kindsOf(found).has("ExternalSecret"));
    });
  });

  describe("with a Vault (G-47)", () => {
    it("each workload fetches its own entry, field by field", async () => {
      const { spec } = find(await objects("staging", {}), "ExternalSecret", "bitvault-worker").inputs;
      const data = at(spec, "data") as { secretKey: string; remoteRef: { key: string; property: string } }[];
      assert.deepEqual([...new Set(data.map(({ remoteRef }) => remoteRef.key))], ["bitvault/staging/bitvault-worker"]);
      assert.ok(data.every(({ secretKey, remoteRef }) => secretKey === remoteRef.property));
      assert.deepEqual(at(spec, "secretStoreRef"), { kind: "SecretStore", name: "vault" });
    });

    it("the store shows Vault the role of the namespace", async () => {
      const { spec } = find(await objects("preview", {}), "SecretStore", "vault").inputs;
      assert.equal(at(spec, "provider.vault.auth.kubernetes.role"), "bitvault-preview-pr-7");
    });

    it("everything of it may be named", async () => {
      const vault = {
        server: "https://vault.internal",
        path: "kv",
        version: "v1",
        role: "reader",
        authMount: "cluster-a",
        entries: "teams/bitvault",
        authority: { configMap: "vault-ca" },
        refreshInterval: "5m",
      };
      const found = await objects("prod", { "bitvault:vault": vault });
      assert.deepEqual(at(find(found, "SecretStore", "vault").inputs, "spec.provider.vault"), {
        server: "https://vault.internal",
        path: "kv",
        version: "v1",
        caProvider: { type: "ConfigMap", name: "vault-ca", key: "ca.crt" },
        auth: { kubernetes: { mountPath: "cluster-a", role: "reader", serviceAccountRef: { name: "vault-auth" } } },
      });
      const { spec } = find(found, "ExternalSecret", "bitvault-web").inputs;
      assert.equal(at(spec, "refreshInterval"), "5m");
      assert.equal(at(spec, "data.0.remoteRef.key"), "teams/bitvault/bitvault-web");
    });
  });

  describe("on a cluster", () => {
    it("without KEDA the worker keeps its smallest count, and the program owns it (C-01)", async () => {
      const found = await objects("prod", without("keda"));
      assert.ok(!kindsOf(found).has("ScaledObject"));
      const { inputs, options } = find(found, "Deployment", "bitvault-worker");
      assert.deepEqual([at(inputs, "spec.replicas"), options.ignoreChanges], [2, undefined]);
      assert.equal(inputs.metadata.annotations?.["pulumi.com/patchForce"], "true");
    });

    it("without the Prometheus operator nothing is scraped, and the network is the same", async () => {
      const [found, usual] = [await objects("prod", without("prometheus")), await objects("prod", {})];
      assert.ok(!kindsOf(found).has("PodMonitor") && !kindsOf(found).has("PrometheusRule"));
      for (const name of workloads) {
        assert.deepEqual(
          find(found, "NetworkPolicy", name).inputs["spec"],
          find(usual, "NetworkPolicy", name).inputs["spec"],
        );
      }
    });

    it("without External Secrets the secrets are the stack's, whatever is said of a Vault", async () => {
      const found = await objects("prod", without("externalSecrets"), configured);
      assert.ok(!kindsOf(found).has("SecretStore"));
      assert.ok(find(found, "Secret", "bitvault-worker"));
    });
  });

  it("names exactly the kinds of custom resources that it makes", async () => {
    for (const changes of [{}, without("keda"), without("prometheus")]) {
      const source = sufficient("prod", changes);
      const values = load(source).systems.bitvault!;
      const made = (await objectsOf(source)).filter(({ type }) => /(keda|coreos|external-secrets)/.test(type));
      const wanted = [...new Set(registry.bitvault.customResources(values))].sort();
      assert.deepEqual(wanted, [...kindsOf(made)].sort());
    }
  });

  it("the health port may be another one, for probes, metrics and pods alike (R-56)", async () => {
    const { inputs } = find(await objects("prod", { "bitvault:healthPort": 8085 }), "Deployment", "bitvault-web");
    const ports = at(inputs, `${container}.ports`) as { name: string; containerPort: number }[];
    assert.equal(ports.find(({ name }) => name === "health")?.containerPort, 8085);
    assert.equal(at(inputs, `${container}.livenessProbe.httpGet.port`), "health");
  });

  it("bounds, thresholds, resources, drain and variables may be the stack's (G-45, G-51)", async () => {
    const found = await objects("prod", {
      "bitvault:bitvaultd": { minReplicas: 6, maxReplicas: 12, requestsPerSecond: 250, drainSeconds: 40 },
      "bitvault:worker": { lagThreshold: 500, resources: { limits: { memory: "2Gi" } } },
      "bitvault:web": { extraEnv: { LOG_LEVEL: "debug" } },
    });
    const autoscaler = find(found, "HorizontalPodAutoscaler", "bitvaultd").inputs;
    assert.deepEqual([at(autoscaler, "spec.minReplicas"), at(autoscaler, "spec.maxReplicas")], [6, 12]);
    assert.equal(at(autoscaler, "spec.metrics.1.pods.target.averageValue"), "250");
    assert.equal(at(find(found, "PodDisruptionBudget", "bitvaultd").inputs, "spec.minAvailable"), "50%");
    assert.equal(at(find(found, "ConfigMap", "bitvaultd").inputs, "data.DRAIN_TIMEOUT"), "40s");
    assert.equal(
      at(find(found, "ScaledObject", "bitvault-worker").inputs, "spec.triggers.0.metadata.lagThreshold"),
      "500",
    );
    assert.equal(
      at(find(found, "Deployment", "bitvault-worker").inputs, `${container}.resources.limits.memory`),
      "2Gi",
    );
    assert.equal(at(find(found, "ConfigMap", "bitvault-web").inputs, "data.LOG_LEVEL"), "debug");
  });

  it("the account of the stream may be another one (SPEC 1.5.9)", async () => {
    const given = sufficientKeys("prod", ["bitvault"])["bitvault:stores"] as Record<string, object>;
    const stores = { ...given, nats: { ...given["nats"], account: "bitvault" } };
    const { inputs } = find(await objects("prod", { "bitvault:stores": stores }), "ScaledObject", "bitvault-worker");
    assert.equal(at(inputs, "spec.triggers.0.metadata.account"), "bitvault");
  });

  it("a restart is a changed annotation of every pod (W-08)", async () => {
    const found = await objects("dev", { "bitvault:restartedAt": "2026-01-31T12:00:00Z" });
    for (const name of workloads) {
      const { annotations } = at(find(found, "Deployment", name).inputs, "spec.template.metadata") as {
        annotations: Record<string, string>;
      };
      assert.equal(annotations["bulwark.io/restarted-at"], "2026-01-31T12:00:00Z");
    }
  });

  it("takes the stack's pull secrets and priority", async () => {
    const found = await objects("dev", { "bulwark:imagePullSecrets": ["pull"], "bulwark:priorityClassName": "high" });
    const spec = at(find(found, "Deployment", "bitvault-web").inputs, pod);
    assert.deepEqual([at(spec, "imagePullSecrets"), at(spec, "priorityClassName")], [[{ name: "pull" }], "high"]);
  });

  describe("the stack that owns what a cluster shares (SPEC 0.4)", () => {
    const owning: Keys = { "bulwark:ownsShared": true, "bitvault:adminGroup": "storage-admins" };
    let found: readonly RegisteredObject[];

    before(async () => {
      found = await objects("prod", owning);
    });

    it("has the privileged namespace of the operators, in which nothing of it runs (R-02)", () => {
      const { labels } = find(found, "Namespace", "bitvault-system").inputs.metadata;
      assert.equal(labels?.["pod-security.kubernetes.io/enforce"], "privileged");
      const inside = found.filter(({ inputs }) => inputs.metadata.namespace === "bitvault-system").map(identity);
      assert.deepEqual(inside.sort(), ["Role/bitvault-system-admin", "RoleBinding/bitvault-system-admin"]);
    });

    it("lets only the group of administrators in (R-69, G-43)", () => {
      assert.deepEqual(at(find(found, "RoleBinding", "bitvault-system-admin").inputs, "subjects"), [
        { kind: "Group", apiGroup: "rbac.authorization.k8s.io", name: "storage-admins" },
      ]);
    });

    it("keeps it in prod, whatever becomes of the stack", () => {
      const { protect, retainOnDelete } = find(found, "Namespace", "bitvault-system").options;
      assert.deepEqual([protect, retainOnDelete], [true, true]);
    });
  });

  it("a stack that does not own it makes nothing of it", async () => {
    const found = await objects("prod", { "bitvault:adminGroup": "storage-admins" });
    assert.doesNotMatch(JSON.stringify(found.map(({ inputs }) => inputs.metadata)), /bitvault-system/);
  });

  it("a preview runs nothing but BitVault, in dev's sizes (W-26)", async () => {
    const preview = await objectsOf(sourceOf("preview-pr-7", sufficientKeys("preview")));
    const dev = await objects("dev", {});
    const own = (found: readonly RegisteredObject[]): string[] =>
      found
        .filter(({ kind }) => kind !== "Namespace" && kind !== "ResourceQuota")
        .map(identity)
        .sort();
    assert.deepEqual(own(preview), own(dev));
    const places = new Set(preview.map(({ inputs }) => inputs.metadata.namespace));
    assert.deepEqual([...places], [undefined, "bitvault-preview-pr-7"]);
  });
});
