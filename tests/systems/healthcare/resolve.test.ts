import assert from "node:assert/strict";
import * as fc from "fast-check";

import { problemsOf, refusal, valuesOf } from "./values";

describe("Healthcare: wrong values", () => {
  const cases: readonly [title: string, key: string, value: unknown, at: string, allowed: RegExp][] = [
    ["a host with a scheme", "host", "https://a.example.com", "host", /DNS name/],
    ["a level of another language", "logLevel", "warn", "logLevel", /debug, info, notice, warning, error/],
    ["a pool of nothing", "poolSize", 0, "poolSize", /integer from 1 to 1000/],
    ["a text for a switch", "ectoIpv6", "yes", "ectoIpv6", /^true or false$/],
    ["a prefix without a slash", "gateway", { prefixes: ["api"] }, "gateway.prefixes[0]", /begins with \//],
    ["a time without a unit", "gateway", { timeout: "30" }, "gateway.timeout", /unit/],
    ["a time of nothing", "gateway", { perTryTimeout: "0s" }, "gateway.perTryTimeout", /at least 1s/],
    ["eleven tries", "gateway", { attempts: 11 }, "gateway.attempts", /from 0 to 10/],
    ["a label that is none", "gateway", { podLabels: { istio: "a b" } }, "gateway.podLabels.istio", /letters, digits/],
    [
      "an issuer of another kind",
      "certificateIssuer",
      { kind: "Vault", name: "a" },
      "certificateIssuer.kind",
      /ClusterIssuer/,
    ],
    ["another database", "database", { kind: "mysql" }, "database.kind", /timescale, cloudNativePg/],
    ["a size that is none", "database", { size: "100GB" }, "database.size", /Gi/],
    ["a storage class in upper case", "database", { storageClassName: "Fast" }, "database.storageClassName", /253/],
    ["a role of PostgreSQL", "database", { applicationRole: "pg_monitor" }, "database.applicationRole", /pg_/],
    ["the superuser as role", "database", { applicationRole: "postgres" }, "database.applicationRole", /postgres/],
    ["too few connections for a server", "database", { maxConnections: 5 }, "database.maxConnections", /from 10/],
    ["a bare address", "externalCidrs", ["203.0.113.7"], "externalCidrs[0]", /slash/],
    ["all addresses", "externalCidrs", ["0.0.0.0/0"], "externalCidrs[0]", /R-25/],
    ["a wildcard host", "externalHosts", ["*.example.com"], "externalHosts[0]", /DNS name/],
    ["another way to scrape", "metrics", { scrape: "http" }, "metrics.scrape", /meshIdentity, plaintext/],
    ["a folder that is relative", "metrics", { certificates: "certs" }, "metrics.certificates", /absolute/],
    ["a bucket in upper case", "backup", { bucket: "Backups" }, "backup.bucket", /lower-case/],
    ["a retention in days", "backup", { ttl: "30d" }, "backup.ttl", /unit/],
    [
      "a path with blanks in the store",
      "externalSecrets",
      { openaiApiKey: { key: "a b" } },
      "externalSecrets.openaiApiKey.key",
      /blanks/,
    ],
    ["a store of another kind", "secretStore", { kind: "Vault" }, "secretStore.kind", /SecretStore/],
    ["values fetched every second", "secretStore", { refreshInterval: "1s" }, "secretStore.refreshInterval", /1m/],
    ["an empty version", "secretsVersion", { secretKeyBase: "" }, "secretsVersion.secretKeyBase", /blanks/],
    ["a time that is none", "restartedAt", "now", "restartedAt", /RFC 3339/],
  ];
  for (const [title, key, value, place, allowed] of cases) {
    it(`${title} is refused`, () => {
      const [at, words] = refusal("prod", { [`healthcare:${key}`]: value });
      assert.equal(at, `healthcare:${place}`);
      assert.match(words, allowed);
    });
  }
});

describe("Healthcare: what only several values together tell", () => {
  it("a prefix never leads to /metrics (R-71)", () => {
    for (const prefix of ["/", "/m", "/metrics"]) {
      const [key, allowed] = refusal("prod", { "healthcare:gateway": { prefixes: ["/api", prefix] } });
      assert.deepEqual([key, /R-71/.test(allowed)], ["healthcare:gateway.prefixes[1]", true]);
    }
  });

  it("no prefix that is accepted leads to /metrics, whatever it is (R-71)", () => {
    const prefix = fc.array(fc.constantFrom("m", "e", "t", "r", "i", "c", "s", "/"), { maxLength: 9 });
    fc.assert(
      fc.property(prefix, (letters) => {
        const path = `/${letters.join("")}`;
        const isAccepted = problemsOf("dev", { "healthcare:gateway": { prefixes: [path] } }).length === 0;
        assert.equal(isAccepted, !"/metrics".startsWith(path), path);
      }),
      { numRuns: 50 },
    );
  });

  it("a prefix behind a shorter one gets no request", () => {
    const [key, allowed] = refusal("prod", { "healthcare:gateway": { prefixes: ["/api", "/api/v2"] } });
    assert.deepEqual([key, /does not take already/.test(allowed)], ["healthcare:gateway.prefixes[1]", true]);
    assert.deepEqual(problemsOf("prod", { "healthcare:gateway": { prefixes: ["/api/v2", "/api"] } }), []);
  });

  it("some prefix is served", () => {
    assert.equal(refusal("prod", { "healthcare:gateway": { prefixes: [] } })[0], "healthcare:gateway.prefixes");
  });

  it("a try is not longer than its request, and the message stands where the stack says it", () => {
    const key = (gateway: object): string => refusal("prod", { "healthcare:gateway": gateway })[0];
    assert.equal(key({ perTryTimeout: "31s" }), "healthcare:gateway.perTryTimeout");
    assert.equal(key({ timeout: "5s" }), "healthcare:gateway.timeout");
    assert.equal(
      valuesOf("prod", { "healthcare:gateway": { perTryTimeout: "7s" } }).entrance?.routes.perTryTimeout,
      "7s",
    );
  });

  it("the gateway's pods have a label", () => {
    assert.equal(refusal("prod", { "healthcare:gateway": { podLabels: {} } })[0], "healthcare:gateway.podLabels");
  });

  it("the database takes the pools of all pods, one more during a roll-out and three more (G-37)", () => {
    const connections = (changes: object): string => refusal("prod", changes as Record<string, unknown>)[1];
    assert.match(connections({ "healthcare:poolSize": 23 }), /^at least 256: 10 pods and one more/);
    assert.match(connections({ "healthcare:hpa": { maxReplicas: 12 } }), /^at least 263: 12 pods/);
    assert.match(connections({ "healthcare:database": { maxConnections: 222 } }), /^at least 223/);
    assert.deepEqual(problemsOf("prod", { "healthcare:database": { maxConnections: 223 } }), []);
  });

  it("without an autoscaler the database takes the pools of the fixed count", () => {
    const fixed = { "healthcare:hpa": { enabled: false }, "healthcare:replicas": 4 };
    assert.deepEqual(problemsOf("prod", { ...fixed, "healthcare:database": { maxConnections: 103 } }), []);
    assert.match(refusal("prod", { ...fixed, "healthcare:database": { maxConnections: 102 } })[1], /^at least 103/);
  });

  it("the autoscaler keeps three pods in prod, two in staging (R-35, R-40)", () => {
    assert.deepEqual(refusal("prod", { "healthcare:hpa": { minReplicas: 2 } })[0], "healthcare:hpa.minReplicas");
    assert.match(refusal("staging", { "healthcare:hpa": { minReplicas: 1 } })[1], /R-40/);
  });

  it("a fixed count leaves room for a node drain (R-40)", () => {
    const [key] = refusal("prod", { "healthcare:hpa": { enabled: false }, "healthcare:replicas": 2 });
    assert.equal(key, "healthcare:replicas");
  });

  it("backups belong to prod (R-72)", () => {
    for (const environment of ["dev", "staging"] as const) {
      const [key, allowed] = refusal(environment, { "healthcare:backup": { bucket: "a-bucket" } });
      assert.deepEqual([key, /only prod/.test(allowed)], ["healthcare:backup.bucket", true]);
    }
  });

  it("one pod has no instances", () => {
    assert.equal(refusal("dev", { "healthcare:database": { instances: 3 } })[0], "healthcare:database.instances");
  });

  it("a cluster needs an image made for it and the way to the API server (C-10)", () => {
    const keys = problemsOf("dev", { "healthcare:database": { kind: "cloudNativePg" } }).map(({ key }) => key);
    assert.deepEqual(keys.sort(), ["bulwark:apiServerCidrs", "healthcare:images.database.repository"]);
  });

  for (const name of ["PHX_HOST", "PORT", "POOL_SIZE", "DATABASE_URL", "ENCRYPTION_KEY", "RELEASE_TMP"]) {
    it(`extraEnv may not replace ${name}`, () => {
      assert.equal(refusal("dev", { "healthcare:extraEnv": { [name]: "x" } })[0], `healthcare:extraEnv.${name}`);
    });
  }
});

describe("Healthcare: overrides", () => {
  it("each figure can be another one", () => {
    const values = valuesOf("dev", {
      "healthcare:host": "portal.example.com",
      "healthcare:logLevel": "warning",
      "healthcare:poolSize": 8,
      "healthcare:ectoIpv6": true,
      "healthcare:replicas": 2,
      "healthcare:resources": { limits: { memory: "3Gi" } },
      "healthcare:database": { size: "50Gi", storageClassName: "gp3", resources: { requests: { cpu: "1" } } },
    });
    assert.deepEqual(
      [values.host, values.logLevel, values.poolSize, values.ectoIpv6, values.replicas.replicas],
      ["portal.example.com", "warning", 8, true, 2],
    );
    assert.equal(values.resources.limits.memory, "3Gi");
    assert.deepEqual(
      [values.database.size, values.database.storageClassName, values.database.resources.requests.cpu],
      ["50Gi", "gp3", "1"],
    );
  });

  it("monitors come on request in dev and go on request in prod (SPEC 1.2.2)", () => {
    assert.equal(valuesOf("dev").monitoring, undefined);
    assert.ok(valuesOf("dev", { "healthcare:metrics": { enabled: true } }).monitoring);
    assert.equal(valuesOf("prod", { "healthcare:metrics": { enabled: false } }).monitoring, undefined);
  });
});
