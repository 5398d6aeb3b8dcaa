import assert from "node:assert/strict";

import { DIGEST, pinnedImage } from "../example-keys";
import type { stackOf } from "./services";
import { environments, problemOf, problemsOf, services, valuesOf, type Environment, type Service } from "./services";
import { role } from "./sufficient";
import type { Keys } from "../example-keys";

type Own = Parameters<typeof stackOf>[1];

describe("appointment: what a stack file may say", () => {
  it("suffices with images, and roles where they are needed", () => {
    for (const environment of environments) assert.deepEqual(problemsOf(environment), []);
  });

  describe("wrong values", () => {
    const cases: readonly [title: string, own: Keys, at: string, allowed: RegExp][] = [
      ["a port that needs rights", { port: 80 }, "port", /integer from 1025 to 65535/],
      ["a Service port out of range", { servicePort: 70_000 }, "servicePort", /from 1 to 65535/],
      ["no replicas", { hpa: { minReplicas: 0 } }, "hpa.minReplicas", /from 1/],
      ["a text for a number", { hpa: { maxReplicas: "many" } }, "hpa.maxReplicas", /integer/],
      ["no load", { hpa: { cpuPercent: 0 } }, "hpa.cpuPercent", /from 1/],
      ["a fraction of a percent", { hpa: { memoryPercent: 0.8 } }, "hpa.memoryPercent", /integer/],
      ["a negative budget", { minAvailable: -1 }, "minAvailable", /from 0/],
      ["a wrong unit of memory", { resources: { limits: { memory: "1GB" } } }, "resources.limits.memory", /Gi/],
      ["a wrong unit of CPU", { resources: { requests: { cpu: "1 core" } } }, "resources.requests.cpu", /m/],
      ["a CPU limit", { resources: { limits: { cpu: "1" } } }, "resources.limits.cpu", /one of memory/],
      ["a path without a slash", { probes: { readiness: { path: "ready" } } }, "probes.readiness.path", /slash/],
      ["no period", { probes: { liveness: { periodSeconds: 0 } } }, "probes.liveness.periodSeconds", /from 1/],
      [
        "an endless start",
        { probes: { startup: { failureThreshold: 601 } } },
        "probes.startup.failureThreshold",
        /to 600/,
      ],
      [
        "a switch that is a text",
        { probes: { startup: { enabled: "on" } } },
        "probes.startup.enabled",
        /true or false/,
      ],
      ["a command in one text", { migration: { command: "node x" } }, "migration.command", /a list/],
      ["an empty argument", { migration: { command: [""] } }, "migration.command[0]", /not empty/],
      ["endless tries", { migration: { retries: 11 } }, "migration.retries", /from 0 to 10/],
      ["no time to migrate", { migration: { deadlineMinutes: 0 } }, "migration.deadlineMinutes", /from 1 to 1440/],
      ["a caller that is no service", { callers: ["billing"] }, "callers[0]", /one of booking/],
      ["a destination that is none", { destinations: ["s3"] }, "destinations[0]", /one of rds, msk, openSearch/],
      [
        "a user in the place of a role",
        { roleArn: "arn:aws:iam::123456789012:user/x" },
        "roleArn",
        /ARN of an IAM role/,
      ],
      ["a host with a scheme", { host: "https://x.example.com" }, "host", /DNS name/],
      ["a variable with a bad name", { extraEnv: { "A-B": "1" } }, "extraEnv.A-B", /letters, digits and _/],
      ["a time that is none", { restartedAt: "now" }, "restartedAt", /RFC 3339/],
      ["a Secret in upper case", { ingress: { tlsSecretName: "TLS" } }, "ingress.tlsSecretName", /253/],
      ["a path with a query", { paths: ["/a?b"] }, "paths[0]", /begins with a slash/],
    ];
    for (const [title, own, at, allowed] of cases) {
      it(`${title}: ${at}`, () => {
        const problem = problemOf("dev", { practitioner: own });
        assert.equal(problem.key, `appointment:services.practitioner.${at}`);
        assert.match(problem.allowed, allowed);
      });
    }

    it("a strategy, a canary and search nodes only where a service has them", () => {
      const keys = (own: Own): string[] => problemsOf("prod", own).map(({ key }) => key);
      assert.deepEqual(keys({ search: { roleArn: role("search"), strategy: "canary" } }), [
        "appointment:services.search.strategy",
      ]);
      assert.deepEqual(keys({ notification: { canary: { digest: DIGEST } } }), [
        "appointment:services.notification.canary",
      ]);
      assert.deepEqual(keys({ patient: { searchNodes: true } }), ["appointment:services.patient.searchNodes"]);
    });

    it("a service that is none, with the nearest name", () => {
      const problem = problemOf("dev", { pateint: {} } as Own, { "appointment:services": { pateint: {} } });
      assert.equal(problem.key, "appointment:services.pateint");
      assert.match(problem.remedy.join("\n"), /appointment:services\.patient\?/);
    });

    it("security settings: no key of the stack file can loosen them (R-17)", () => {
      const keys = problemsOf("prod", { patient: { security: { runAsUser: 0 } } }).map(({ key }) => key);
      assert.deepEqual(keys, ["appointment:services.patient.security"]);
    });

    for (const key of ["rdsCidrs", "mskCidrs", "openSearchCidrs", "stsCidrs"]) {
      it(`${key}: a bare address, bits behind the prefix, and the whole address space (R-25)`, () => {
        for (const block of ["10.1.0.1", "10.1.0.1/24", "0.0.0.0/0", "::/0"]) {
          const problem = problemOf("prod", {}, { [`appointment:${key}`]: ["10.0.0.0/24", block] });
          assert.equal(problem.key, `appointment:${key}[1]`, block);
        }
      });
    }

    it("a gateway without its namespace", () => {
      assert.equal(problemOf("prod", {}, { "appointment:gateway": "public" }).key, "appointment:gateway");
    });
  });

  describe("the autoscaler", () => {
    it("has its minimum below its maximum (R-35)", () => {
      const problem = problemOf("staging", { patient: { hpa: { minReplicas: 4 } } });
      assert.equal(problem.key, "appointment:services.patient.hpa.maxReplicas");
      assert.match(problem.given, /^4, with minReplicas 4$/);
    });

    it("keeps three pods in prod (R-35)", () => {
      const problem = problemOf("prod", { patient: { hpa: { minReplicas: 2 }, minAvailable: 1 } });
      assert.equal(problem.key, "appointment:services.patient.hpa.minReplicas");
      assert.deepEqual(problem.remedy, [
        "pulumi config set --stack prod --path 'appointment:services.patient.hpa.minReplicas' 3",
      ]);
    });
  });

  describe("the budget", () => {
    it("lets a node drain make progress in staging and prod (R-40)", () => {
      for (const [environment, minAvailable] of [
        ["staging", 2],
        ["prod", 3],
      ] as const) {
        const problem = problemOf(environment, { patient: { minAvailable } });
        assert.equal(problem.key, "appointment:services.patient.minAvailable", environment);
      }
    });

    it("may be stated as it is in dev, and be none anywhere", () => {
      assert.equal(valuesOf("dev", { patient: { minAvailable: 1 } }).services.patient.minAvailable, 1);
      assert.equal(valuesOf("prod", { patient: { minAvailable: 0 } }).services.patient.minAvailable, 0);
    });
  });

  it("a memory request above the limit is refused where it stands", () => {
    const key = (memory: Keys): string => problemOf("dev", { patient: { resources: memory } }).key;
    assert.equal(key({ requests: { memory: "1Gi" } }), "appointment:services.patient.resources.requests.memory");
    assert.equal(key({ limits: { memory: "64Mi" } }), "appointment:services.patient.resources.limits.memory");
  });

  it("readiness is asked as often and as strictly as liveness (R-54)", () => {
    for (const field of ["periodSeconds", "failureThreshold"]) {
      const problem = problemOf("dev", { patient: { probes: { readiness: { [field]: 30 } } } });
      assert.equal(problem.key, `appointment:services.patient.probes.readiness.${field}`);
    }
  });

  it("variables hold no credentials, and the message none either (R-57, R-58)", () => {
    for (const value of ["postgres://user:hidden@db/x", "-----BEGIN PRIVATE KEY-----\nhidden"]) {
      const problem = problemOf("dev", { patient: { extraEnv: { DATABASE_URL: value } } });
      assert.equal(problem.key, "appointment:services.patient.extraEnv.DATABASE_URL");
      assert.doesNotMatch(JSON.stringify(problem), /hidden/);
    }
  });

  describe("roles", () => {
    const without = (environment: Environment): string[] =>
      problemsOf(environment, {}, { "appointment:services": {} }).map(({ key }) => key);

    it("are required for booking and search in staging and prod (R-68)", () => {
      const both = ["appointment:services.booking.roleArn", "appointment:services.search.roleArn"];
      assert.deepEqual([without("staging"), without("prod")], [both, both]);
    });

    it("are advice in dev, where there may be no AWS", () => {
      assert.deepEqual(without("dev"), []);
    });
  });

  describe("images", () => {
    it("are all named at once when they are missing (G-44)", () => {
      const keys = problemsOf("prod", {}, { "appointment:images": {} }).map(({ key }) => key);
      const image = (service: Service): string[] =>
        ["repository", "digest"].map((part) => `appointment:images.${service}.${part}`);
      assert.deepEqual(keys, services.flatMap(image));
    });

    it("need a digest in prod, whatever the tag (C-28)", () => {
      const images = Object.fromEntries(services.map((service) => [service, pinnedImage(service)]));
      const patient = { repository: "registry.example.com/patient-service", tag: "4f2a91c" };
      const problem = problemOf("prod", {}, { "appointment:images": { ...images, patient } });
      assert.equal(problem.key, "appointment:images.patient.digest");
    });
  });

  describe("the way in", () => {
    const host = "patient.example.com";
    const gateway = { "appointment:gateway": "istio-system/public" };

    it("an Ingress needs a host", () => {
      assert.equal(
        problemOf("dev", { patient: { ingress: { enabled: true } } }).key,
        "appointment:services.patient.host",
      );
    });

    it("a host needs something that serves it", () => {
      for (const [environment, changes] of [
        ["prod", {}],
        ["staging", gateway],
      ] as const) {
        const problem = problemOf(environment, { patient: { host } }, changes);
        assert.equal(problem.key, "appointment:services.patient.host", environment);
      }
      assert.deepEqual(problemsOf("prod", { patient: { host } }, gateway), []);
      assert.deepEqual(problemsOf("dev", { patient: { host, ingress: { enabled: true } } }), []);
    });

    it("a gateway publishes no metrics, an Ingress denies them (R-71)", () => {
      for (const path of ["/", "/m", "/metrics", "/METRICS"]) {
        const problem = problemOf("prod", { patient: { host, paths: ["/api", path] } }, gateway);
        assert.equal(problem.key, "appointment:services.patient.paths[1]", path);
      }
      assert.deepEqual(problemsOf("dev", { patient: { host, paths: ["/"], ingress: { enabled: true } } }), []);
    });

    it("an issuer needs a name", () => {
      const problem = problemOf("dev", {}, { "appointment:certificateIssuer": { kind: "Issuer" } });
      assert.equal(problem.key, "appointment:certificateIssuer.name");
    });
  });

  it("the mesh cannot split where there is none (C-30)", () => {
    const changes = { "bulwark:capabilities": { mesh: false }, "appointment:trafficSplit": "mesh" };
    assert.equal(problemOf("prod", {}, changes).key, "appointment:trafficSplit");
    assert.equal(valuesOf("prod", {}, { "bulwark:capabilities": { mesh: false } }).trafficSplit, "ingress");
  });
});
