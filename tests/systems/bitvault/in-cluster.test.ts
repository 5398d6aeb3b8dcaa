import assert from "node:assert/strict";

import { compareQuantities } from "../../../config/primitives/quantity";
import { load } from "../../../systems";
import { registry } from "../../../systems/registry";
import { at, find, identity, objectsOf, type RegisteredObject } from "../evaluate";
import { pinnedImage, taggedImage, type Keys } from "../example-keys";
import { alone, sourceOf, sufficientKeys } from "../sufficient";
import { container, environments, pod, type Environment } from "./figures";
import { inCluster } from "./sufficient";

const sufficient = alone("bitvault");
const isStrict = (environment: Environment): boolean => environment === "staging" || environment === "prod";
const inside = (environment: Environment): Keys => inCluster(isStrict(environment) ? pinnedImage : taggedImage);

type Objects = readonly RegisteredObject[];

async function objects(environment: Environment, changes: Keys = {}): Promise<Objects> {
  return objectsOf(sufficient(environment, { ...inside(environment), ...changes }));
}

const spec = (found: Objects, kind: string, name: string): unknown => find(found, kind, name).inputs["spec"];

/** Ours, smallest in a preview (W-26); NATS always has three servers (SPEC 1.9). */
const figures: readonly [kind: string, name: string, path: string, values: Readonly<Record<Environment, unknown>>][] = [
  ["Cluster", "postgres", "spec.instances", { preview: 1, dev: 1, staging: 2, prod: 3 }],
  ["Cluster", "postgres", "spec.enablePDB", { preview: false, dev: false, staging: true, prod: true }],
  ["Cluster", "postgres", "spec.storage.size", { preview: "1Gi", dev: "5Gi", staging: "20Gi", prod: "100Gi" }],
  [
    "Cluster",
    "postgres",
    "spec.postgresql.parameters.max_connections",
    { preview: "100", dev: "100", staging: "100", prod: "300" },
  ],
  [
    "Cluster",
    "postgres",
    "spec.storage.storageClass",
    { preview: undefined, dev: undefined, staging: "fast-ssd", prod: "fast-ssd" },
  ],
  [
    "StatefulSet",
    "nats",
    "spec.volumeClaimTemplates.0.spec.storageClassName",
    { preview: undefined, dev: undefined, staging: "fast-ssd", prod: "fast-ssd" },
  ],
  ["StatefulSet", "nats", "spec.replicas", { preview: 3, dev: 3, staging: 3, prod: 3 }],
  ["PodDisruptionBudget", "nats", "spec.minAvailable", { preview: 2, dev: 2, staging: 2, prod: 2 }],
  [
    "StatefulSet",
    "nats",
    "spec.volumeClaimTemplates.0.spec.resources.requests.storage",
    { preview: "1Gi", dev: "2Gi", staging: "10Gi", prod: "50Gi" },
  ],
];

describe("BitVault with its data stores in the namespace (G-46)", () => {
  const stacks = new Map<Environment, Objects>();
  before(async function () {
    this.timeout(60_000);
    for (const environment of environments) stacks.set(environment, await objects(environment));
  });
  const prod = (): Objects => stacks.get("prod")!;

  for (const [kind, name, path, values] of figures) {
    for (const environment of environments) {
      it(`${environment}: ${kind}/${name} ${path} = ${JSON.stringify(values[environment])}`, () => {
        assert.deepEqual(at(find(stacks.get(environment)!, kind, name).inputs, path), values[environment]);
      });
    }
  }

  it("grows from dev to prod (R-75)", () => {
    const limits = ["spec.resources", `${container}.resources`].flatMap((path, index) =>
      ["requests.cpu", "requests.memory", "limits.cpu", "limits.memory"].map((field) =>
        (["preview", "dev", "staging", "prod"] as const).map((environment) => {
          const [kind, name] = index === 0 ? ["Cluster", "postgres"] : ["StatefulSet", "nats"];
          return String(at(find(stacks.get(environment)!, kind, name).inputs, `${path}.${field}`));
        }),
      ),
    );
    for (const amounts of limits) {
      amounts.reduce((before, after) => {
        assert.ok(compareQuantities(before, after) <= 0, amounts.join(" "));
        return after;
      });
    }
  });

  it("in prod protects and keeps the data, and the namespace for it (R-78, G-58)", () => {
    for (const [kind, name] of [
      ["Cluster", "postgres"],
      ["StatefulSet", "nats"],
    ] as const) {
      const { protect, retainOnDelete } = find(prod(), kind, name).options;
      assert.deepEqual([protect, retainOnDelete], [true, true], name);
      assert.equal(find(stacks.get("staging")!, kind, name).options.protect, undefined);
    }
    assert.equal(find(prod(), "Namespace", "bitvault-prod").options.retainOnDelete, true);
    assert.equal(find(stacks.get("staging")!, "Namespace", "bitvault-staging").options.retainOnDelete, undefined);
  });

  it("one store alone keeps the namespace too, and none does not", () => {
    const retained = (inCluster: Keys): readonly string[] => {
      const changes = { ...inside("prod"), ...inCluster };
      return registry.bitvault.retainedNamespaces(load(sufficient("prod", changes)).systems.bitvault!);
    };
    const { redis, objectStorage } = inside("prod")["bitvault:stores"] as Record<string, object>;
    const postgres = { cidrs: ["10.40.0.0/24"] };
    const nats = { stream: "s", consumer: "c" };
    assert.deepEqual(
      retained({
        "bitvault:inCluster": { nats: { enabled: true } },
        "bitvault:stores": { redis, objectStorage, postgres, nats },
      }),
      ["bitvault-prod"],
    );
    assert.deepEqual(registry.bitvault.retainedNamespaces(load(sufficient("prod")).systems.bitvault!), []);
  });

  it("the stores wait for the closed namespace (R-18)", () => {
    const deny = find(prod(), "NetworkPolicy", "default-deny-all");
    for (const [kind, name] of [
      ["Cluster", "postgres"],
      ["StatefulSet", "nats"],
    ] as const) {
      assert.ok(find(prod(), kind, name).options.dependsOn?.includes(deny.urn), name);
    }
  });

  describe("tells the workloads where they are", () => {
    it("by connection strings of its own, hidden, beside what the Vault holds (R-57)", () => {
      for (const name of ["bitvaultd", "bitvault-worker"]) {
        assert.deepEqual(find(prod(), "Secret", name).inputs["data"], {
          DATABASE_URL: "<secret>",
          NATS_URL: "<secret>",
        });
        const fetched = at(spec(prod(), "ExternalSecret", name), "data") as { secretKey: string }[];
        assert.deepEqual(
          fetched.map(({ secretKey }) => secretKey),
          ["REDIS_URL", "OBJECT_STORAGE_ACCESS_KEY", "OBJECT_STORAGE_SECRET_KEY"],
        );
      }
    });

    it("each by its name, so that pods wait for what the operator adds (R-61)", () => {
      const env = at(find(prod(), "Deployment", "bitvaultd").inputs, `${container}.env`) as { name: string }[];
      assert.deepEqual(env.map(({ name }) => name).sort(), [
        "DATABASE_URL",
        "NATS_URL",
        "OBJECT_STORAGE_ACCESS_KEY",
        "OBJECT_STORAGE_SECRET_KEY",
        "REDIS_URL",
      ]);
    });

    it("and shows them whom to trust, without the authorities' keys (C-45)", () => {
      const volumes = at(find(prod(), "Deployment", "bitvault-worker").inputs, `${pod}.volumes`);
      const only = (secretName: string): object => ({
        secretName,
        defaultMode: 0o440,
        items: [{ key: "ca.crt", path: "ca.crt" }],
      });
      assert.deepEqual(volumes, [
        { name: "postgres-ca", secret: only("postgres-ca") },
        { name: "nats-ca", secret: only("nats-tls") },
      ]);
      const { data } = find(prod(), "ConfigMap", "bitvault-worker").inputs as unknown as {
        data: Record<string, string>;
      };
      assert.equal(data["NATS_CA_FILE"], "/etc/bitvault/nats/ca.crt");
    });

    it("the web learns nothing of them (C-43)", () => {
      const web = find(prod(), "Deployment", "bitvault-web").inputs;
      assert.deepEqual(at(web, `${pod}.volumes`), undefined);
      assert.doesNotMatch(JSON.stringify(web), /DATABASE|NATS/);
      assert.ok(!prod().some((object) => identity(object) === "Secret/bitvault-web"));
    });
  });

  it("KEDA asks the program's own NATS (C-44)", () => {
    assert.equal(
      at(spec(prod(), "ScaledObject", "bitvault-worker"), "triggers.0.metadata.natsServerMonitoringEndpoint"),
      "nats-headless.bitvault-prod.svc:8222",
    );
  });

  describe("NATS", () => {
    it("takes TLS with a certificate of the namespace's authority, which lasts as long as its servers may run", () => {
      const certificate = spec(prod(), "Certificate", "nats-tls");
      assert.deepEqual(at(certificate, "issuerRef.name"), "bitvault-ca");
      assert.equal(at(certificate, "duration"), "8760h");
      assert.ok((at(certificate, "dnsNames") as string[]).includes("nats-2.nats-headless"));
    });

    it("goes without where the stack says so, and then needs no cert-manager", async () => {
      const { "bitvault:stores": given } = inside("dev") as { "bitvault:stores": Record<string, object> };
      const found = await objects("dev", {
        "bitvault:stores": { ...given, nats: { ...given["nats"], tls: false } },
        "bulwark:capabilities": { certManager: false },
      });
      assert.ok(!found.some(({ kind }) => kind === "Issuer" || kind === "Certificate"));
      assert.equal(at(find(found, "ConfigMap", "bitvaultd").inputs, "data.NATS_TLS"), "off");
    });

    it("has an exporter only where there is the Prometheus Operator, and it is wanted", async () => {
      const containers = (found: Objects): string[] =>
        (at(spec(found, "StatefulSet", "nats"), "template.spec.containers") as { name: string }[]).map(
          ({ name }) => name,
        );
      const unwanted = { postgres: { enabled: true }, nats: { enabled: true, exporter: false } };
      assert.deepEqual(containers(prod()), ["nats", "exporter"]);
      assert.deepEqual(containers(await objects("prod", { "bitvault:inCluster": unwanted })), ["nats"]);
      const without = { "bulwark:capabilities": { prometheus: false } };
      assert.deepEqual(containers(await objects("prod", without)), ["nats"]);
    }).timeout(60_000);
  });

  it("CloudNativePG's pods stay outside of the mesh, NATS is in it (R-28)", async () => {
    const found = await objects("prod", { "bitvault:phase": "P4", "bitvault:mtls": "mesh" });
    assert.deepEqual(at(spec(found, "Cluster", "postgres"), "inheritedMetadata"), {
      labels: { "istio.io/dataplane-mode": "none" },
    });
    const rules = JSON.stringify(at(spec(found, "AuthorizationPolicy", "nats"), "rules"));
    assert.match(rules, /ns\/bitvault-system\/sa\/keda-operator/);
    assert.ok(!found.some((object) => identity(object) === "AuthorizationPolicy/postgres"));
  });

  it("names the kinds that it makes", () => {
    const values = load(sufficient("prod", inside("prod"))).systems.bitvault!;
    const made = prod().filter(({ type }) => /(keda|coreos|external-secrets|cert-manager|cnpg)/.test(type));
    const kinds = [...new Set(made.map(({ kind }) => kind))].sort();
    assert.deepEqual([...new Set(registry.bitvault.customResources(values))].sort(), kinds);
    assert.ok(kinds.includes("Cluster"));
  });

  it("sizes, classes and instances may be the stack's", async () => {
    const found = await objects("prod", {
      "bitvault:inCluster": {
        postgres: { enabled: true, instances: 5, size: "1Ti", storageClassName: "gold", maxConnections: 500 },
        nats: { enabled: true, size: "80Gi", storageClassName: "gold", resources: { limits: { memory: "4Gi" } } },
      },
      "bulwark:priorityClassName": "high",
      "bitvault:restartedAt": "2026-01-31T12:00:00Z",
    });
    const cluster = spec(found, "Cluster", "postgres");
    assert.deepEqual(
      [at(cluster, "instances"), at(cluster, "storage"), at(cluster, "priorityClassName")],
      [5, { size: "1Ti", storageClass: "gold" }, "high"],
    );
    const nats = find(found, "StatefulSet", "nats").inputs;
    assert.equal(at(nats, "spec.volumeClaimTemplates.0.spec.storageClassName"), "gold");
    assert.equal(at(nats, `${container}.resources.limits.memory`), "4Gi");
    assert.equal(at(nats, `${pod}.priorityClassName`), "high");
    assert.equal(
      (at(nats, "spec.template.metadata.annotations") as Record<string, string>)["bulwark.io/restarted-at"],
      "2026-01-31T12:00:00Z",
    );
  });

  it("without a Vault the other secrets are the stack's", async () => {
    const secrets = {
      "bitvault:redisUrl": "rediss://:hidden@cache:6379",
      "bitvault:objectStorageAccessKey": "hidden",
      "bitvault:objectStorageSecretKey": "hidden",
    };
    const keys = { "bulwark:systems": ["bitvault"], ...sufficientKeys("prod", ["bitvault"]), ...inside("prod") };
    const found = await objectsOf(sourceOf("prod", { ...keys, "bitvault:vault": undefined }, secrets));
    assert.deepEqual(Object.keys(find(found, "Secret", "bitvaultd").inputs["data"] as object).sort(), [
      "DATABASE_URL",
      "NATS_URL",
      "OBJECT_STORAGE_ACCESS_KEY",
      "OBJECT_STORAGE_SECRET_KEY",
      "REDIS_URL",
    ]);
    assert.doesNotMatch(JSON.stringify(found), /hidden/);
  });
});
