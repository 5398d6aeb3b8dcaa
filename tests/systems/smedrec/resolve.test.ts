import assert from "node:assert/strict";

import { ConfigurationError } from "../../../config/configuration-error";
import type { Problem } from "../../../config/problem";
import type { ConfigurationSource } from "../../../config/source";
import { load, registry } from "../../../systems";
import type { SmedrecValues } from "../../../systems/smedrec/resolve";
import { DIGEST, type Keys } from "../example-keys";
import { alone, withoutSecrets } from "../sufficient";
import type { Environment } from "./figures";

const sufficient = alone("smedrec");

function values(environment: Environment, changes: Keys = {}): SmedrecValues {
  const { smedrec } = load(sufficient(environment, changes)).systems;
  assert.ok(smedrec);
  return smedrec;
}

function problemsOf(source: ConfigurationSource): readonly Problem[] {
  try {
    load(source);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigurationError, String(error));
    return error.problems;
  }
}

const keysOf = (source: ConfigurationSource): string[] => problemsOf(source).map(({ key }) => key);

const database = { host: "postgres.example.com", cidrs: ["10.40.0.0/24"] };

describe("SMEDREC: what is refused", () => {
  const wrong: readonly [title: string, environment: Environment, changes: Keys, key: string, allowed: RegExp][] = [
    ["a host with a scheme", "dev", { host: "https://audit.example.com" }, "host", /DNS name/],
    ["a level that is none", "dev", { logLevel: "trace" }, "logLevel", /debug, info, warn, error/],
    ["an origin with a path", "dev", { corsOrigins: ["https://app.example.com/"] }, "corsOrigins[0]", /origin/],
    ["an origin of everybody", "dev", { corsOrigins: ["*"] }, "corsOrigins[0]", /origin/],
    ["an origin twice", "dev", { corsOrigins: Array(2).fill("https://a.example.com") }, "corsOrigins[1]", /once/],
    ["no origin", "prod", { corsOrigins: [] }, "corsOrigins", /in prod/],
    ["no origin in staging", "staging", { corsOrigins: undefined }, "corsOrigins", /in staging/],
    ["no server tag in dev", "dev", { images: {} }, "images.server.tag", /digest/],
    ["the tag latest", "dev", { images: { server: { tag: "latest" } } }, "images.server.tag", /latest/],
    [
      "a tag instead of a digest in prod",
      "prod",
      { images: { server: { tag: "v1.0.0" }, waitForDatabase: { digest: DIGEST } } },
      "images.server.digest",
      /R-63/,
    ],
    [
      "no digest of the waiting image in prod",
      "prod",
      { images: { server: { digest: DIGEST } } },
      "images.waitForDatabase.digest",
      /R-63/,
    ],
    ["no host of the database", "dev", { database: { cidrs: database.cidrs } }, "database.host", /G-61/],
    ["a database that is nowhere", "dev", { database: { host: "db" } }, "database", /namespace/],
    ["a Redis that is nowhere", "dev", { redis: undefined }, "redis", /namespace/],
    ["a port out of range", "dev", { database: { ...database, port: 0 } }, "database.port", /from 1 to 65535/],
    ["the whole address space", "dev", { externalCidrs: ["0.0.0.0/0"] }, "externalCidrs[0]", /R-25/],
    [
      "a way to an API that is not used",
      "dev",
      { kubernetesApi: { enabled: false, cidrs: ["10.0.0.10/32"] } },
      "kubernetesApi.cidrs",
      /enabled is false/,
    ],
    ["two replicas beside the autoscaler", "prod", { replicas: 4 }, "replicas", /autoscaler/],
    ["fewer than three in prod (R-35)", "prod", { hpa: { minReplicas: 2 } }, "hpa.minReplicas", /at least 3/],
    ["a minimum that is no range", "staging", { hpa: { minReplicas: 4 } }, "hpa.maxReplicas", /more than/],
    [
      "a budget that stops every drain (R-40)",
      "staging",
      { hpa: { enabled: false }, replicas: 1 },
      "replicas",
      /at least 2/,
    ],
    [
      "a request above the limit",
      "dev",
      { resources: { requests: { memory: "1Gi" } } },
      "resources.requests.memory",
      /at most/,
    ],
    ["a backup outside of prod (R-72)", "staging", { backup: { enabled: true } }, "backup.enabled", /prod/],
    ["a schedule that never runs", "prod", { backup: { cron: "0 0 31 2 *" } }, "backup.cron", /five fields/],
    ["a time without a unit", "prod", { backup: { ttl: "52608" } }, "backup.ttl", /unit/],
    [
      "a store without a name",
      "dev",
      { externalSecrets: { authSecret: { key: "audit" } } },
      "secretStore.name",
      /name of a store/,
    ],
    [
      "a version of what is not generated",
      "dev",
      { secretsVersion: { databaseUrl: "2" } },
      "secretsVersion.databaseUrl",
      /authSecret/,
    ],
    ["an issuer without a name", "dev", { certificateIssuer: { kind: "Issuer" } }, "certificateIssuer.name", /issuer/],
    ["a time that is none", "dev", { restartedAt: "yesterday" }, "restartedAt", /RFC 3339/],
  ];
  for (const [title, environment, changes, at, allowed] of wrong) {
    it(`${title}: ${at}`, () => {
      const keys = Object.entries(changes).map(([key, value]) => [`smedrec:${key}`, value]);
      const problems = problemsOf(sufficient(environment, Object.fromEntries(keys) as Keys));
      assert.deepEqual(
        problems.map(({ key }) => key),
        [`smedrec:${at}`],
      );
      assert.match(problems[0]?.allowed ?? "", allowed);
      assert.notDeepEqual(problems[0]?.remedy, []);
    });
  }

  it("both required secrets that are missing, in one message with their commands", () => {
    const problems = problemsOf(withoutSecrets(sufficient("prod")));
    assert.deepEqual(
      problems.map(({ key, remedy }) => [key, remedy[0]]),
      [
        ["smedrec:databaseUrl", "pulumi config set --stack prod --secret smedrec:databaseUrl < database-url"],
        ["smedrec:redisUrl", "pulumi config set --stack prod --secret smedrec:redisUrl < redis-url"],
      ],
    );
  });

  it("secrets that nobody could fetch", () => {
    const fetched = {
      "smedrec:secretStore": { name: "vault" },
      "smedrec:externalSecrets": { authSecret: { key: "a" } },
    };
    const without = { "bulwark:capabilities": { externalSecrets: false } };
    assert.deepEqual(keysOf(sufficient("prod", { ...fetched, ...without })), ["smedrec:externalSecrets"]);
    assert.deepEqual(keysOf(sufficient("prod", fetched)), []);
  });
});

describe("SMEDREC: the kinds of custom resources that it needs", () => {
  const kinds = (changes: Keys): readonly string[] => registry.smedrec.customResources(values("prod", changes));

  it("are the rules by default", () => {
    assert.deepEqual(kinds({}), ["PrometheusRule"]);
  });

  it("are none without the Prometheus operator", () => {
    assert.deepEqual(kinds({ "bulwark:capabilities": { prometheus: false } }), []);
  });

  const switches = { "smedrec:certificateIssuer": { name: "letsencrypt" }, "smedrec:backup": { enabled: true } };

  it("are those of each switch", () => {
    const fetched = {
      "smedrec:secretStore": { name: "vault" },
      "smedrec:externalSecrets": { authSecret: { key: "a" } },
    };
    assert.deepEqual(kinds({ ...switches, ...fetched }), [
      "Certificate",
      "ExternalSecret",
      "PrometheusRule",
      "Schedule",
    ]);
  });

  it("are none of a capability that is off, whatever is switched on (G-57)", () => {
    const off = { certManager: false, prometheus: false, velero: false };
    assert.deepEqual(kinds({ ...switches, "bulwark:capabilities": off }), []);
  });
});

describe("SMEDREC: the secrets", () => {
  it("are configured, and the authentication key made by the stack", () => {
    const { origins } = values("prod").secrets;
    assert.deepEqual(
      Object.entries(origins).map(([name, origin]) => [name, Object.keys(origin)[0]]),
      [
        ["databaseUrl", "value"],
        ["redisUrl", "value"],
        ["authSecret", "generated"],
      ],
    );
    assert.deepEqual(origins.authSecret, { generated: { length: 64 } });
  });

  it("a version makes a new authentication key (W-16)", () => {
    const { authSecret } = values("prod", { "smedrec:secretsVersion": { authSecret: "2" } }).secrets.origins;
    assert.deepEqual(authSecret, { generated: { length: 64, rotation: "2" } });
  });
});
