import assert from "node:assert/strict";

import { compareQuantities } from "../../../config/primitives/quantity";
import { at, find, identity, objectsOf, type RegisteredObject } from "../evaluate";
import { DIGEST } from "../example-keys";
import { alone } from "../sufficient";
import { constants, container, differences, environments, everywhere, namespaces, pod, workloads } from "./figures";
import type { Environment } from "./figures";

const sufficient = alone("bitvault");

type Objects = readonly RegisteredObject[];

describe("BitVault", () => {
  const stacks = new Map<Environment, Objects>();
  const stack = (environment: Environment): Objects => stacks.get(environment)!;
  const one = (environment: Environment, kind: string, name: string): RegisteredObject["inputs"] =>
    find(stack(environment), kind, name).inputs;

  before(async function () {
    this.timeout(60_000);
    for (const environment of environments) {
      stacks.set(environment, await objectsOf(sufficient(environment)));
    }
  });

  for (const environment of environments) {
    describe(`in ${environment}`, () => {
      for (const [kind, name, path, values] of differences) {
        it(`${kind}/${name} ${path} = ${JSON.stringify(values[environment])}`, () => {
          assert.deepEqual(at(one(environment, kind, name), path), values[environment]);
        });
      }

      for (const [kind, name, path, value] of constants) {
        it(`${kind}/${name} ${path} as in every environment`, () => {
          assert.deepEqual(at(one(environment, kind, name), path), value);
        });
      }

      it("has the objects of SPEC 1.5.3 under their fixed names (R-73)", () => {
        const quota = environment === "preview" ? ["ResourceQuota/quota"] : [];
        const expected = [...everywhere, `Namespace/${namespaces[environment]}`, ...quota];
        assert.deepEqual(stack(environment).map(identity).sort(), expected.sort());
      });

      it("labels every object (R-73)", () => {
        for (const object of stack(environment)) {
          const labels = object.inputs.metadata.labels ?? {};
          assert.ok(labels["app.kubernetes.io/name"], identity(object));
          assert.equal(labels["app.kubernetes.io/part-of"], "bitvault", identity(object));
          assert.equal(labels["app.kubernetes.io/managed-by"], "pulumi", identity(object));
        }
      });

      it("is closed and restricted (R-01, R-18)", () => {
        const { labels = {} } = one(environment, "Namespace", namespaces[environment]).metadata;
        const security = ["enforce", "warn", "audit"].map((mode) => labels[`pod-security.kubernetes.io/${mode}`]);
        assert.deepEqual(security, ["restricted", "restricted", "restricted"]);
        assert.equal(labels["bulwark.io/environment"], environment);
        assert.deepEqual(one(environment, "NetworkPolicy", "default-deny-all")["spec"], {
          podSelector: {},
          policyTypes: ["Ingress", "Egress"],
        });
      });

      it("workloads wait for the closed namespace (R-18) and are bounded in time (R-79)", () => {
        const deny = find(stack(environment), "NetworkPolicy", "default-deny-all");
        for (const name of workloads) {
          const { options } = find(stack(environment), "Deployment", name);
          assert.ok(options.dependsOn?.includes(deny.urn), name);
          assert.equal(options.customTimeouts?.update, "10m", name);
        }
      });

      it("leaves the replicas to the autoscalers (R-34), each workload with one of them (R-36)", () => {
        for (const name of workloads) {
          const { options } = find(stack(environment), "Deployment", name);
          assert.deepEqual(options.ignoreChanges, ["spec.replicas"], name);
          const scalers = stack(environment)
            .map(identity)
            .filter((each) => /Autoscaler|ScaledObject/.test(each));
          assert.equal(scalers.filter((each) => each.endsWith(`/${name}`)).length, 1, name);
        }
      });

      it("bitvaultd migrates before liveness counts (C-48), readiness ends at the first failure (C-50)", () => {
        const probes = at(one(environment, "Deployment", "bitvaultd"), container);
        assert.equal(at(probes, "livenessProbe.initialDelaySeconds"), 60);
        assert.equal(at(probes, "readinessProbe.failureThreshold"), 1);
      });

      it("has time for hook and drain within the grace period (R-47, C-42)", () => {
        for (const name of workloads) {
          const template = at(one(environment, "Deployment", name), "spec.template") as {
            metadata: { annotations: Record<string, string> };
          };
          const drain = Number(template.metadata.annotations["bulwark.io/drain-seconds"]);
          const grace = Number(at(template, "spec.terminationGracePeriodSeconds"));
          assert.ok(5 + drain < grace, name);
        }
      });
    });
  }

  it("only a preview says until when it lives (G-54)", () => {
    const until = environments.map(
      (environment) => one(environment, "Namespace", namespaces[environment]).metadata.labels?.["expires-at"],
    );
    assert.deepEqual(until, ["2026-02-14", undefined, undefined, undefined]);
  });

  it("grows from dev to staging to prod (R-75)", () => {
    const strict = ["dev", "staging", "prod"] as const;
    const replicas = (environment: Environment, name: string): string =>
      String(at(one(environment, "Deployment", name), "spec.replicas"));
    for (const name of workloads) {
      const [dev = "", staging = "", prod = ""] = strict.map((environment) => replicas(environment, name));
      assert.ok(compareQuantities(dev, staging) <= 0 && compareQuantities(staging, prod) <= 0, name);
    }
  });

  it("takes its images from the configuration, by digest in staging and prod (G-44, R-63)", () => {
    assert.equal(
      at(one("dev", "Deployment", "bitvaultd"), `${container}.image`),
      "registry.example.com/bitvaultd:v1.0.0",
    );
    for (const environment of ["staging", "prod"] as const) {
      for (const name of workloads) {
        const image = at(one(environment, "Deployment", name), `${container}.image`);
        assert.equal(image, `registry.example.com/${name}@${DIGEST}`);
      }
    }
  });

  it("alerts on restarts and autoscalers, in prod on the objective of what serves (G-48)", () => {
    const groups = (environment: Environment, name: string): string[] =>
      (at(one(environment, "PrometheusRule", name), "spec.groups") as { name: string }[]).map((group) => group.name);
    assert.deepEqual(groups("staging", "bitvaultd"), ["bitvaultd-workload"]);
    assert.deepEqual(groups("prod", "bitvaultd"), ["bitvaultd-workload", "bitvaultd-availability-replicas"]);
    assert.deepEqual(groups("prod", "bitvault-worker"), ["bitvault-worker-workload"]);
    assert.match(JSON.stringify(one("prod", "PrometheusRule", "bitvault-worker")), /keda-hpa-bitvault-worker/);
  });

  it("is scraped on the port of the probes (G-48, R-56)", () => {
    for (const name of workloads) {
      assert.equal(at(one("prod", "PodMonitor", name), "spec.podMetricsEndpoints.0.port"), "health");
    }
  });

  it("mounts no token, and nobody has a permission (R-16)", () => {
    assert.ok(!stack("prod").some(({ kind }) => kind === "Role" || kind === "RoleBinding"));
    for (const name of workloads) {
      assert.equal(at(one("prod", "Deployment", name), `${pod}.automountServiceAccountToken`), false);
    }
  });
});
