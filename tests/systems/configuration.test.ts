import assert from "node:assert/strict";
import * as fc from "fast-check";

import { ConfigurationError } from "../../config/configuration-error";
import type { Problem } from "../../config/problem";
import type { ConfigurationSource } from "../../config/source";
import { load } from "../../systems";
import { sections } from "../../systems/reference";
import { keyPaths, misspelling, nested } from "./keys";
import { DIGEST } from "./example-keys";
import { alone, placeholders, sourceOf, sufficient as whole, sufficientKeys, withoutSecrets } from "./sufficient";

/** One system stands for all: how a value is read does not depend on whose it is. */
const sufficient = alone("mllp");

/** All problems of a configuration; none when it loads. */
function problemsOf(source: ConfigurationSource): readonly Problem[] {
  try {
    load(source);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigurationError, String(error));
    return error.problems;
  }
}

function onlyProblem(source: ConfigurationSource): Problem {
  const problems = problemsOf(source);
  assert.equal(problems.length, 1, JSON.stringify(problems, null, 2));
  return problems[0]!;
}

describe("load", () => {
  for (const environment of ["dev", "staging", "prod"] as const) {
    it(`loads a sufficient ${environment} without problems`, () => {
      assert.deepEqual(problemsOf(whole(environment)), []);
    });
  }

  describe("the environment", () => {
    it("is the stack's name by default", () => {
      assert.equal(load(sufficient("staging")).settings.environment, "staging");
    });

    it("can be told apart from the stack's name", () => {
      const source = { ...sufficient("prod", { "bulwark:environment": "prod" }), stack: "prod-eu" };
      assert.equal(load(source).settings.environment, "prod");
    });

    it("preview runs no system that has no figures for it", () => {
      const { settings, systems } = load(whole("preview"));
      assert.deepEqual([settings.environment, systems.mllp], ["preview", undefined]);
    });

    it("is asked for when the stack's name is none", () => {
      const problem = onlyProblem({ ...sufficient("prod"), stack: "prod-eu" });
      assert.equal(problem.key, "bulwark:environment");
      assert.deepEqual(problem.remedy, ["pulumi config set --stack prod-eu --path 'bulwark:environment' dev"]);
    });

    it("refuses a name that is no environment", () => {
      const problem = onlyProblem(sufficient("dev", { "bulwark:environment": "production" }));
      assert.equal(problem.allowed, "one of dev, staging, prod, preview");
    });
  });

  describe("unknown keys", () => {
    it("are errors with the nearest valid key", () => {
      const problem = onlyProblem(sufficient("dev", { "mllp:logLevl": "info" }));
      assert.equal(problem.key, "mllp:logLevl");
      assert.match(problem.remedy.join("\n"), /mllp:logLevel\?/);
    });

    it("are found inside a group", () => {
      const problem = onlyProblem(sufficient("dev", { "mllp:hpa": { enabld: false } }));
      assert.equal(problem.key, "mllp:hpa.enabld");
      assert.match(problem.remedy.join("\n"), /mllp:hpa\.enabled\?/);
    });

    it("of other namespaces are left alone", () => {
      assert.deepEqual(problemsOf(sufficient("dev", { "aws:region": "eu-central-1", "mllpx:logLevel": "x" })), []);
    });

    it("whose values are encrypted are named without the value", () => {
      const source = sufficient("dev");
      const { values, secretKeys } = source;
      const misspelt = {
        ...source,
        values: { ...values, "mllp:tlsKay": "hidden" },
        secretKeys: new Set([...secretKeys, "mllp:tlsKay"]),
      };
      assert.doesNotMatch(JSON.stringify(onlyProblem(misspelt)), /hidden/);
    });

    it("any single misspelling of a valid key is reported with that key", () => {
      const paths = sections().flatMap(keyPaths);
      fc.assert(
        fc.property(fc.constantFrom(...paths).chain(misspelling), ({ right, wrong }) => {
          const source = sourceOf("dev", nested(wrong, "1"));
          const problem = problemsOf(source).find(({ key }) => key === wrong);
          assert.ok(problem, `no problem at ${wrong}`);
          const offered = problem.remedy[0]?.match(/^did you mean (.*)\?/)?.[1]?.split(" or ");
          assert.ok(offered?.includes(right), `${wrong}: ${problem.remedy.join(" ")}`);
        }),
      );
    });
  });

  describe("wrong values", () => {
    const cases: readonly [title: string, key: string, value: unknown, at: string, allowed: RegExp][] = [
      ["a text for a number", "mllp:maxConnections", "many", "mllp:maxConnections", /integer from 1 to 65535/],
      ["a fraction for an integer", "mllp:replicas", 1.5, "mllp:replicas", /integer/],
      ["a number out of range", "mllp:maxConnections", 70_000, "mllp:maxConnections", /65535/],
      ["a number below the range", "mllp:hpa", { minReplicas: 0 }, "mllp:hpa.minReplicas", /from 1/],
      ["a text for a switch", "mllp:tls", { enabled: "yes" }, "mllp:tls.enabled", /^true or false$/],
      ["a value for a group", "mllp:hpa", true, "mllp:hpa", /object with the keys enabled/],
      ["a duration without a unit", "mllp:shutdownTimeout", "30", "mllp:shutdownTimeout", /unit/],
      ["a duration out of range", "mllp:preShutdownDelay", "10m", "mllp:preShutdownDelay", /5m/],
      ["a wrong unit of memory", "mllp:resources", { limits: { memory: "1GB" } }, "mllp:resources.limits.memory", /Gi/],
      ["a level that is none", "mllp:logLevel", "trace", "mllp:logLevel", /debug, info, warn, error/],
      ["a namespace in upper case", "mllp:clientNamespaces", ["ok", "Not"], "mllp:clientNamespaces[1]", /63/],
      ["a variable's value that is no text", "mllp:extraEnv", { A: 1 }, "mllp:extraEnv.A", /text/],
      ["a time that is none", "mllp:restartedAt", "yesterday", "mllp:restartedAt", /RFC 3339/],
      ["a size that is none", "mllp:persistence", { size: "big" }, "mllp:persistence.size", /Gi/],
      ["a UID that is none", "bulwark:clusterUid", "prod", "bulwark:clusterUid", /UID/],
      ["a system that is none", "bulwark:systems", ["mlp"], "bulwark:systems[0]", /mllp/],
    ];
    for (const [title, key, value, at, allowed] of cases) {
      it(`${title}: ${at}`, () => {
        const problem = onlyProblem(sufficient("dev", { [key]: value }));
        assert.equal(problem.key, at);
        assert.match(problem.allowed, allowed);
        assert.match(problem.remedy[0] ?? "", /^pulumi config set --stack dev --path '/);
      });
    }

    it("a variable's bad name", () => {
      const problem = onlyProblem(sufficient("dev", { "mllp:extraEnv": { "A-B": "1" } }));
      assert.deepEqual([problem.key, problem.given], ["mllp:extraEnv.A-B", '"A-B"']);
      assert.match(problem.allowed, /each key: letters, digits and _/);
    });

    it("shows what is given", () => {
      assert.equal(onlyProblem(sufficient("dev", { "mllp:maxConnections": "many" })).given, '"many"');
    });

    it("reads a number and a switch that the engine hands over as text", () => {
      const { systems } = load(sufficient("dev", { "mllp:maxConnections": "42" }));
      assert.equal(systems.mllp?.maxConnections, 42);
    });

    it("keeps a text that looks like a number", () => {
      assert.equal(load(sufficient("dev", { "bulwark:context": "1234" })).settings.cluster.context, "1234");
    });
  });

  describe("images", () => {
    const image = (server: unknown): Readonly<Record<string, unknown>> => ({ "mllp:images": { server } });
    const repository = "registry.example.com/mllp-server";

    it("must be named", () => {
      const keys = problemsOf(sufficient("dev", { "mllp:images": undefined })).map(({ key }) => key);
      assert.deepEqual(keys, ["mllp:images.server.repository", "mllp:images.server.tag"]);
    });

    for (const environment of ["staging", "prod"] as const) {
      it(`need a digest in ${environment}`, () => {
        const problem = onlyProblem(sufficient(environment, image({ repository, tag: "v1" })));
        assert.equal(problem.key, "mllp:images.server.digest");
        assert.equal(problem.given, "only the tag v1");
      });
    }

    it("may have a tag alone in dev", () => {
      assert.equal(load(sufficient("dev", image({ repository, tag: "v1" }))).systems.mllp?.image, `${repository}:v1`);
    });

    it("keep tag and digest together", () => {
      const { systems } = load(sufficient("prod", image({ repository, tag: "v1", digest: DIGEST })));
      assert.equal(systems.mllp?.image, `${repository}:v1@${DIGEST}`);
    });

    it("refuse latest in every environment", () => {
      assert.equal(onlyProblem(sufficient("dev", image({ repository, tag: "latest" }))).key, "mllp:images.server.tag");
    });

    it("tell a malformed digest once", () => {
      const problem = onlyProblem(sufficient("prod", image({ repository, digest: "sha256:12" })));
      assert.equal(problem.given, '"sha256:12"');
    });
  });

  describe("secrets", () => {
    it("are refused in plain text", () => {
      const source = sourceOf("prod", {
        ...sufficientKeys("prod", ["mllp"]),
        ...placeholders(),
        "bulwark:systems": ["mllp"],
      });
      assert.deepEqual(
        problemsOf(source)
          .filter(({ given }) => given === "a value in plain text")
          .map(({ key }) => key),
        ["mllp:tlsCertificate", "mllp:tlsKey"],
      );
    });

    it("that are missing are all listed with the commands that set them", () => {
      const remedies = problemsOf(withoutSecrets(sufficient("prod"))).flatMap(({ remedy }) => remedy);
      assert.deepEqual(remedies, [
        "pulumi config set --stack prod --secret mllp:tlsCertificate < tls.crt",
        "pulumi config set --stack prod --secret mllp:tlsKey < tls.key",
      ]);
    });

    it("are refused under a key that appears in plain text in the cluster, without being shown", () => {
      const keys = { "bulwark:systems": ["mllp"], ...sufficientKeys("dev", ["mllp"]) };
      const problem = onlyProblem(sourceOf("dev", keys, { "mllp:extraEnv": '{"TOKEN":"hidden"}' }));
      assert.equal(problem.key, "mllp:extraEnv");
      assert.doesNotMatch(JSON.stringify(problem), /hidden/);
    });
  });

  describe("the cluster", () => {
    for (const environment of ["staging", "prod"] as const) {
      it(`must be named in ${environment}`, () => {
        assert.equal(onlyProblem(sufficient(environment, { "bulwark:context": undefined })).key, "bulwark:context");
      });
    }

    it("may be named by its UID", () => {
      const uid = "5a1f0c1e-3f5b-4c39-9a83-2d0f3a7c9f10";
      const { settings } = load(sufficient("prod", { "bulwark:context": undefined, "bulwark:clusterUid": uid }));
      assert.equal(settings.cluster.uid, uid);
    });
  });

  describe("systems", () => {
    it("that are not listed are off and their keys left alone", () => {
      const { systems } = load(sourceOf("dev", { "bulwark:systems": [], "mllp:logLevel": "x" }));
      assert.deepEqual(systems, {});
    });

    it("without figures for the environment are refused", () => {
      const problem = onlyProblem(sourceOf("preview-pr-7", { "bulwark:systems": ["mllp"] }));
      assert.equal(problem.key, "bulwark:systems[0]");
    });
  });

  it("tells all problems in one message, each with place, value, range and remedy", () => {
    const source = sufficient("dev", { "mllp:logLevl": "x", "mllp:replicas": "0", "bulwark:context": "a b" });
    assert.throws(
      () => load(source),
      (error: Error) => {
        assert.match(error.message, /^The configuration of stack "dev" \(Pulumi\.dev\.yaml\) has 3 problems/);
        for (const part of ["bulwark:context", "mllp:logLevl", "mllp:replicas"]) {
          assert.match(error.message, new RegExp(`\\d\\. ${part}\n   given: .*\n   allowed: .*\n   remedy: `));
        }
        return true;
      },
    );
  });
});
