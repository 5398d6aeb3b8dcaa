import assert from "node:assert/strict";

import { ConfigurationError } from "../../../config/configuration-error";
import type { Problem } from "../../../config/problem";
import { load } from "../../../systems";
import { pinnedImage, taggedImage, type Keys } from "../example-keys";
import { alone, sourceOf, sufficientKeys } from "../sufficient";
import type { Environment } from "./figures";
import { inCluster } from "./sufficient";

const sufficient = alone("bitvault");

function problems(
  environment: Environment,
  changes: Keys,
  secrets: Readonly<Record<string, string>> = {},
): readonly Problem[] {
  const keys = { "bulwark:systems": ["bitvault"], ...sufficientKeys(environment, ["bitvault"]), ...changes };
  try {
    load(sourceOf(sufficient(environment).stack, keys, secrets));
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigurationError, String(error));
    return error.problems;
  }
}

const given = sufficientKeys("prod", ["bitvault"])["bitvault:stores"] as Record<string, object>;
const stores = (name: string, change: object): Keys => ({
  "bitvault:stores": { ...given, [name]: { ...given[name], ...change } },
});

const inside = inCluster(taggedImage);
const pinned = inCluster(pinnedImage);
const backedUp = (backup: object): Keys => ({
  "bitvault:inCluster": { postgres: { enabled: true, backup }, nats: { enabled: true } },
});
const stored = (name: string, change: object): Keys => {
  const before = inside["bitvault:stores"] as Record<string, object>;
  return { "bitvault:stores": { ...before, [name]: { ...before[name], ...change } } };
};
const pictured = (changes: Readonly<Record<string, unknown>>): Keys => ({
  "bitvault:images": { ...(inside["bitvault:images"] as object), ...changes },
});

/** What is refused: environment, keys, the place and the words of the one problem. */
const refused: readonly [what: string, environment: Environment, changes: Keys, key: string, words: RegExp][] = [
  ["a health port that serves (R-56)", "prod", { "bitvault:healthPort": 3000 }, "healthPort", /serving/],
  ["a health port below 1025 (R-15)", "prod", { "bitvault:healthPort": 81 }, "healthPort", /1025/],
  ["a minimum at the maximum (R-35)", "dev", { "bitvault:web": { maxReplicas: 2 } }, "web.maxReplicas", /R-35/],
  [
    "a minimum that the budget blocks (R-40)",
    "staging",
    { "bitvault:bitvaultd": { minReplicas: 1 } },
    "bitvaultd.minReplicas",
    /R-40/,
  ],
  ["no worker at all (G-62)", "dev", { "bitvault:worker": { minReplicas: 0 } }, "worker.minReplicas", /from 1/],
  [
    "a drain beyond the grace period (R-47)",
    "dev",
    { "bitvault:web": { drainSeconds: 25 } },
    "web.drainSeconds",
    /1 to 24/,
  ],
  [
    "a request above its limit",
    "dev",
    { "bitvault:web": { resources: { requests: { cpu: "2" } } } },
    "web.resources.requests.cpu",
    /at most/,
  ],
  [
    "a variable that the program sets",
    "dev",
    { "bitvault:worker": { extraEnv: { HEALTH_PORT: "1" } } },
    "worker.extraEnv.HEALTH_PORT",
    /healthPort/,
  ],
  [
    "a secret among the variables (R-58)",
    "dev",
    { "bitvault:bitvaultd": { extraEnv: { DATABASE_URL: "x" } } },
    "bitvaultd.extraEnv.DATABASE_URL",
    /secret/,
  ],
  [
    "blocks outside for the web (R-23)",
    "dev",
    { "bitvault:web": { externalCidrs: [] } },
    "web.externalCidrs",
    /one of/,
  ],
  ["the management port of NATS (R-24)", "dev", stores("nats", { port: 8222 }), "stores.nats.port", /R-24/],
  [
    "an object storage on a port of the web's (R-23)",
    "dev",
    stores("objectStorage", { port: 8080 }),
    "stores.objectStorage.port",
    /R-23/,
  ],
  ["a store that is nowhere (G-25)", "dev", stores("postgres", { cidrs: [] }), "stores.postgres", /G-25/],
  ["no stream (G-69)", "dev", stores("nats", { stream: undefined }), "stores.nats.stream", /G-69/],
  ["no consumer (G-69)", "dev", stores("nats", { consumer: undefined }), "stores.nats.consumer", /G-69/],
  [
    "no place for KEDA to ask",
    "dev",
    stores("nats", { monitoringEndpoint: undefined }),
    "stores.nats.monitoringEndpoint",
    /keda/,
  ],
  [
    "an endpoint with a scheme",
    "dev",
    stores("nats", { monitoringEndpoint: "http://nats:8222" }),
    "stores.nats.monitoringEndpoint",
    /without a scheme/,
  ],
  ["a Vault without TLS", "dev", { "bitvault:vault": { server: "http://vault" } }, "vault.server", /https/],
  ["a Vault without an address", "dev", { "bitvault:vault": { role: "a" } }, "vault", /address/],
  [
    "an authority without its ConfigMap",
    "dev",
    { "bitvault:vault": { server: "https://vault", authority: { key: "ca.pem" } } },
    "vault.authority",
    /ConfigMap/,
  ],
  [
    "fetching more than once a minute",
    "dev",
    { "bitvault:vault": { server: "https://vault", refreshInterval: "10s" } },
    "vault.refreshInterval",
    /1m/,
  ],
  [
    "a version of a secret that is fetched",
    "dev",
    { "bitvault:secretsVersion": { sessionSecret: "2" } },
    "secretsVersion",
    /fetched/,
  ],
  ["to own bitvault-system for nobody (G-43)", "prod", { "bulwark:ownsShared": true }, "adminGroup", /G-43/],
  [
    "everybody as its administrators (R-69)",
    "prod",
    { "bulwark:ownsShared": true, "bitvault:adminGroup": "system:authenticated" },
    "adminGroup",
    /Kubernetes' own/,
  ],
  ["P4 without mutual TLS (R-29)", "prod", { "bitvault:phase": "P4" }, "mtls", /R-29/],
  ["the mesh before P4 (R-28, C-49)", "dev", { "bitvault:mtls": "mesh" }, "mtls", /from P4 on/],
  [
    "a mesh that the cluster lacks",
    "prod",
    { "bitvault:phase": "P4", "bitvault:mtls": "mesh", "bulwark:capabilities": { mesh: false } },
    "mtls",
    /certManager: the cluster has nobody/,
  ],
  [
    "certificates without cert-manager",
    "prod",
    { "bitvault:mtls": "certManager", "bulwark:capabilities": { certManager: false } },
    "mtls",
    /nothing: the cluster has nobody/,
  ],
  ["a backup outside of prod (R-72)", "dev", { "bitvault:backup": { enabled: true } }, "backup.enabled", /R-72/],
  [
    "an address beside the program's own NATS (G-46)",
    "dev",
    { ...inside, ...stored("nats", { port: 4223 }) },
    "stores.nats.port",
    /inCluster\.nats/,
  ],
  [
    "a place for KEDA to ask beside it",
    "dev",
    { ...inside, ...stored("nats", { monitoringEndpoint: "nats:8222" }) },
    "stores.nats.monitoringEndpoint",
    /inCluster\.nats/,
  ],
  [
    "an account that its one user is not in",
    "dev",
    { ...inside, ...stored("nats", { account: "bitvault" }) },
    "stores.nats.account",
    /inCluster\.nats/,
  ],
  [
    "an address beside the program's own PostgreSQL (G-46)",
    "dev",
    { ...inside, ...stored("postgres", { cidrs: ["10.40.0.0/24"] }) },
    "stores.postgres.cidrs",
    /inCluster\.postgres/,
  ],
  [
    "PostgreSQL without TLS, which CloudNativePG does not know",
    "dev",
    { ...inside, ...stored("postgres", { tls: false }) },
    "stores.postgres.tls",
    /inCluster\.postgres/,
  ],
  [
    "NATS over TLS without cert-manager (C-45)",
    "dev",
    { ...inside, "bulwark:capabilities": { certManager: false } },
    "stores.nats.tls",
    /false: nobody/,
  ],
  [
    "a volume in which nothing fits",
    "dev",
    { ...inside, "bitvault:inCluster": { postgres: { enabled: true }, nats: { enabled: true, size: "1k" } } },
    "inCluster.nats.size",
    /1Mi/,
  ],
  [
    "a backup of PostgreSQL outside of prod (R-72)",
    "dev",
    { ...inside, ...backedUp({ destination: "s3://backups", cidrs: ["10.0.0.0/24"] }) },
    "inCluster.postgres.backup",
    /R-72/,
  ],
  [
    "a backup of PostgreSQL without a bucket",
    "prod",
    { ...pinned, ...backedUp({ cidrs: ["10.0.0.0/24"] }) },
    "inCluster.postgres.backup.destination",
    /bucket/,
  ],
  [
    "a backup of PostgreSQL to a store that it cannot reach",
    "prod",
    { ...pinned, ...backedUp({ destination: "s3://backups" }) },
    "inCluster.postgres.backup.cidrs",
    /SPEC 1.8/,
  ],
  [
    "a backup of PostgreSQL over plain text",
    "prod",
    { ...pinned, ...backedUp({ destination: "s3://backups", cidrs: ["10.0.0.0/24"], endpoint: "http://minio" }) },
    "inCluster.postgres.backup.endpoint",
    /https/,
  ],
  [
    "a PostgreSQL whose version the operator cannot read",
    "dev",
    { ...inside, ...pictured({ postgres: { repository: "registry.example.com/postgresql", tag: "v17" } }) },
    "images.postgres.tag",
    /CloudNativePG/,
  ],
  [
    "a PostgreSQL by digest alone",
    "dev",
    { ...inside, ...pictured({ postgres: pinnedImage("postgresql") }) },
    "images.postgres.tag",
    /CloudNativePG/,
  ],
  [
    "a NATS without an image (G-44)",
    "dev",
    { ...inside, ...pictured({ nats: undefined }) },
    "images.nats",
    /G-44|R-64/,
  ],
  [
    "a version of a password that is not made (W-16)",
    "dev",
    { "bitvault:secretsVersion": { natsPassword: "2" } },
    "secretsVersion.natsPassword",
    /makes no such password/,
  ],
  [
    "a variable that follows the stores",
    "dev",
    { "bitvault:worker": { extraEnv: { DATABASE_TLS: "off" } } },
    "worker.extraEnv.DATABASE_TLS",
    /stores/,
  ],
  ["a phase that there is not", "dev", { "bitvault:phase": "P5" }, "phase", /P1, P2, P3, P4/],
  ["another mesh", "dev", { "bitvault:phase": "P4", "bitvault:mtls": "linkerd" }, "mtls", /mesh, certManager/],
  [
    "a variable that follows mtls",
    "dev",
    { "bitvault:web": { extraEnv: { TLS_CERT_FILE: "/x" } } },
    "web.extraEnv.TLS_CERT_FILE",
    /mtls/,
  ],
  ["an image by tag in prod (R-63)", "prod", { "bitvault:images": undefined }, "images.", /G-44|R-63/],
];

describe("BitVault refuses", () => {
  for (const [what, environment, changes, key, words] of refused) {
    it(what, () => {
      const found = problems(environment, changes);
      const [problem] = found.filter((each) => each.key.startsWith(`bitvault:${key}`));
      assert.ok(problem, JSON.stringify(found));
      assert.ok(
        found.every((each) => each.key.startsWith(`bitvault:${key}`)),
        JSON.stringify(found),
      );
      assert.match(problem.allowed, words);
      assert.ok(problem.remedy.length > 0);
    });
  }

  it("missing secrets, all of them at once", () => {
    const keys = problems("prod", { "bitvault:vault": undefined }).map(({ key }) => key);
    assert.deepEqual(keys.sort(), [
      "bitvault:databaseUrl",
      "bitvault:natsUrl",
      "bitvault:objectStorageAccessKey",
      "bitvault:objectStorageSecretKey",
      "bitvault:redisUrl",
    ]);
  });

  it("a secret beside the Vault that holds it", () => {
    const found = problems("prod", {}, { "bitvault:natsUrl": "tls://nats:4222" });
    assert.deepEqual(
      found.map(({ key }) => key),
      ["bitvault:natsUrl"],
    );
  });

  it("a PostgreSQL whose API server nobody knows (SPEC 1.8)", () => {
    const found = problems("dev", { ...inside, "bulwark:apiServerCidrs": undefined });
    assert.deepEqual(
      found.map(({ key }) => key),
      ["bulwark:apiServerCidrs"],
    );
  });

  it("a connection string to a store that the program runs, which writes it itself", () => {
    const found = problems("dev", inside, {
      "bitvault:databaseUrl": "postgres://db",
      "bitvault:natsUrl": "tls://nats",
    });
    assert.deepEqual(
      found.map(({ key, allowed }) => [key, /the program writes it/.test(allowed)]),
      [
        ["bitvault:databaseUrl", true],
        ["bitvault:natsUrl", true],
      ],
    );
  });
});
