import assert from "node:assert/strict";

import { compareQuantities } from "../../../config/primitives/quantity";
import { at, find, identity, objectsOf, type RegisteredObject } from "../evaluate";
import { alone } from "../sufficient";
import { constants, differences, environments, everywhere, namespaces, paths, pod, server, wait } from "./figures";
import type { Environment } from "./figures";

const sufficient = alone("smedrec");

type Objects = readonly RegisteredObject[];

describe("SMEDREC", () => {
  const stacks = new Map<Environment, Objects>();
  const stack = (environment: Environment): Objects => stacks.get(environment)!;
  const one = (environment: Environment, kind: string, name: string): RegisteredObject["inputs"] =>
    find(stack(environment), kind, name).inputs;

  before(async () => {
    for (const environment of environments) {
      stacks.set(environment, await objectsOf(sufficient(environment)));
    }
  });

  for (const environment of environments) {
    describe(`in ${environment}`, () => {
      for (const [kind, name, path, values] of differences) {
        it(`${kind}/${name} ${path} = ${JSON.stringify(values[environment])}`, () => {
          const object = stack(environment).find((each) => identity(each) === `${kind}/${name}`);
          assert.deepEqual(at(object?.inputs, path), values[environment]);
        });
      }

      for (const [kind, name, path, value] of constants) {
        it(`${kind}/${name} ${path} as in every environment`, () => {
          assert.deepEqual(at(one(environment, kind, name), path), value);
        });
      }

      it("has the objects of SPEC 1.3.2 under their fixed names (R-73)", () => {
        const expected = [...everywhere, `Namespace/${namespaces[environment]}`];
        if (environment !== "dev") {
          expected.push("HorizontalPodAutoscaler/audit-server", "PodDisruptionBudget/audit-server");
        }
        assert.deepEqual(stack(environment).map(identity).sort(), expected.sort());
      });

      it("labels every object; the Namespace keeps its own name (R-73, SPEC 1.3.3)", () => {
        for (const object of stack(environment)) {
          const labels = object.inputs.metadata.labels ?? {};
          const isNamespace = object.kind === "Namespace";
          assert.equal(labels["app.kubernetes.io/managed-by"], "pulumi", identity(object));
          assert.equal(labels["app.kubernetes.io/part-of"], "smedrec", identity(object));
          assert.equal(labels["app.kubernetes.io/component"], isNamespace ? "namespace" : undefined, identity(object));
        }
        assert.equal(
          one(environment, "Namespace", namespaces[environment]).metadata.labels?.["app.kubernetes.io/name"],
          "smedrec-audit",
        );
      });

      it("is found by Prometheus through annotations, and has no monitor (R-70)", () => {
        const { annotations } = at(one(environment, "Deployment", "audit-server"), "spec.template.metadata") as {
          annotations: Record<string, string>;
        };
        const scrape = ["scrape", "path", "port"].map((key) => annotations[`prometheus.io/${key}`]);
        assert.deepEqual(scrape, ["true", "/metrics", "3000"]);
        assert.deepEqual(
          stack(environment).filter(({ kind }) => kind.endsWith("Monitor")),
          [],
        );
      });

      it("serves the seven paths at the Service's port 80, in their order", () => {
        const rules = at(one(environment, "Ingress", "audit-server"), "spec.rules.0.http.paths") as unknown[];
        const backend = { service: { name: "audit-server", port: { number: 80 } } };
        assert.deepEqual(
          rules,
          paths.map((path) => ({ path, pathType: "Prefix", backend })),
        );
      });

      it("denies /metrics of the same host to everybody (C-23, R-71)", () => {
        const deny = one(environment, "Ingress", "audit-server-metrics-deny");
        const key = "nginx.ingress.kubernetes.io/denylist-source-range";
        assert.equal(deny.metadata.annotations?.[key], "0.0.0.0/0,::/0");
        assert.equal(
          at(deny, "spec.rules.0.host"),
          at(one(environment, "Ingress", "audit-server"), "spec.rules.0.host"),
        );
        const [path, ...others] = at(deny, "spec.rules.0.http.paths") as { path: string; pathType: string }[];
        assert.deepEqual([path?.path, path?.pathType, others], ["/metrics", "Exact", []]);
      });

      it("redirects to HTTPS, limits clients to 100 requests a minute and takes CORS_ORIGIN for CORS", () => {
        const { annotations = {} } = one(environment, "Ingress", "audit-server").metadata;
        const nginx = (name: string): string | undefined => annotations[`nginx.ingress.kubernetes.io/${name}`];
        const origins = at(one(environment, "ConfigMap", "audit-server-config"), "data.CORS_ORIGIN");
        assert.deepEqual(
          [nginx("force-ssl-redirect"), nginx("limit-rpm"), nginx("enable-cors")],
          ["true", "100", "true"],
        );
        assert.equal(nginx("cors-allow-origin"), origins);
        assert.equal(nginx("custom-headers"), `${namespaces[environment]}/audit-server-headers`);
      });

      it("sends security headers", () => {
        assert.deepEqual(Object.keys(one(environment, "ConfigMap", "audit-server-headers")["data"] as object).sort(), [
          "Referrer-Policy",
          "Strict-Transport-Security",
          "X-Content-Type-Options",
          "X-Frame-Options",
        ]);
      });

      it("waits for the database as a user of its own, on host and port of the configuration (W-27, G-32)", () => {
        const container = at(one(environment, "Deployment", "audit-server"), wait) as {
          command: string[];
          env: { name: string; value: string }[];
        };
        assert.match(container.command.join(" "), /^sh -c until pg_isready/);
        const env = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
        assert.deepEqual([env["PGHOST"], env["PGPORT"]], ["postgres.example.com", "5432"]);
        assert.ok(env["PGUSER"], "libpq does not know the name of the user 1001");
      });

      it("has the secrets as secrets, and nowhere else (R-57)", () => {
        assert.deepEqual(one(environment, "Secret", "audit-server-secrets")["data"], {
          DATABASE_URL: "<secret>",
          REDIS_URL: "<secret>",
          AUTH_SECRET: "<secret>",
        });
        assert.doesNotMatch(JSON.stringify(stack(environment)), /placeholder/);
      });

      it("rolls the pods when configuration or secrets change (R-62)", () => {
        const { annotations } = at(one(environment, "Deployment", "audit-server"), "spec.template.metadata") as {
          annotations: Record<string, unknown>;
        };
        assert.ok(annotations["bulwark.io/checksum-config"] && annotations["bulwark.io/checksum-secrets"]);
      });

      it("ends before it is killed: hook 15 s, drain 14 s, grace 30 s (R-47, R-49, R-50)", () => {
        const { annotations } = at(one(environment, "Deployment", "audit-server"), "spec.template.metadata") as {
          annotations: Record<string, string>;
        };
        assert.equal(annotations["bulwark.io/drain-seconds"], "14");
      });

      it("updates are bounded in time (R-79)", () => {
        const { customTimeouts } = find(stack(environment), "Deployment", "audit-server").options;
        assert.equal(customTimeouts?.update, "10m");
      });

      it("workloads wait for the closed namespace (R-18)", () => {
        const { options } = find(stack(environment), "Deployment", "audit-server");
        const deny = find(stack(environment), "NetworkPolicy", "default-deny-all");
        assert.ok(options.dependsOn?.includes(deny.urn));
      });
    });
  }

  it("is outside of every mesh", () => {
    assert.equal(one("prod", "Namespace", "smedrec-audit").metadata.labels?.["istio-injection"], undefined);
  });

  it("asks 5432 and 6379 of the data stores, DNS of kube-dns, and nothing else (SPEC 1.8)", () => {
    const policy = one("prod", "NetworkPolicy", "audit-server")["spec"];
    const namespace = (name: string): unknown => ({
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
    });
    const tcp = (port: number): unknown => ({ port, protocol: "TCP" });
    assert.deepEqual(policy, {
      podSelector: { matchLabels: { "app.kubernetes.io/name": "audit-server" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: ["ingress-nginx", "monitoring"].map((name) => ({ from: [namespace(name)], ports: [tcp(3000)] })),
      egress: [
        {
          to: [{ ...(namespace("kube-system") as object), podSelector: { matchLabels: { "k8s-app": "kube-dns" } } }],
          ports: [{ port: 53, protocol: "UDP" }, tcp(53)],
        },
        { to: [{ ipBlock: { cidr: "10.40.0.0/24" } }], ports: [tcp(5432)] },
        { to: [{ ipBlock: { cidr: "10.40.1.0/24" } }], ports: [tcp(6379)] },
      ],
    });
  });

  it("scales on CPU and memory, up fast and down slowly (SPEC 1.3.10, R-37, R-38)", () => {
    const { metrics, behavior, scaleTargetRef } = one("prod", "HorizontalPodAutoscaler", "audit-server")[
      "spec"
    ] as Record<string, unknown>;
    const resource = (name: string, averageUtilization: number): unknown => ({
      type: "Resource",
      resource: { name, target: { type: "Utilization", averageUtilization } },
    });
    const policy = (type: string, value: number): unknown => ({ type, value, periodSeconds: 60 });
    assert.deepEqual(scaleTargetRef, { apiVersion: "apps/v1", kind: "Deployment", name: "audit-server" });
    assert.deepEqual(metrics, [resource("cpu", 70), resource("memory", 80)]);
    assert.deepEqual(behavior, {
      scaleDown: {
        stabilizationWindowSeconds: 300,
        selectPolicy: "Min",
        policies: [policy("Pods", 1), policy("Percent", 10)],
      },
      scaleUp: {
        stabilizationWindowSeconds: 60,
        selectPolicy: "Max",
        policies: [policy("Pods", 2), policy("Percent", 50)],
      },
    });
  });

  it("leaves the replicas to the autoscaler where there is one (R-34)", () => {
    const ignored = environments.map(
      (environment) => find(stack(environment), "Deployment", "audit-server").options.ignoreChanges,
    );
    assert.deepEqual(ignored, [undefined, ["spec.replicas"], ["spec.replicas"]]);
  });

  it("leaves the endpoints no later than it is restarted (R-54)", () => {
    const { livenessProbe: alive, readinessProbe: ready } = at(
      one("prod", "Deployment", "audit-server"),
      server,
    ) as Record<string, { periodSeconds: number; failureThreshold: number }>;
    assert.ok(ready!.periodSeconds <= alive!.periodSeconds && ready!.failureThreshold <= alive!.failureThreshold);
  });

  it("grows from dev to staging to prod (R-75)", () => {
    const figure = (environment: Environment, path: string): string =>
      String(at(one(environment, "Deployment", "audit-server"), path));
    const resources = ["requests.cpu", "requests.memory", "limits.cpu", "limits.memory"];
    for (const path of ["spec.replicas", ...resources.map((part) => `${server}.resources.${part}`)]) {
      const [dev = "", staging = "", prod = ""] = environments.map((environment) => figure(environment, path));
      assert.ok(compareQuantities(dev, staging) <= 0 && compareQuantities(staging, prod) <= 0, path);
    }
  });

  it("alerts on the objective only in prod, on restarts everywhere (G-48)", () => {
    const groups = (environment: Environment): string[] =>
      (at(one(environment, "PrometheusRule", "audit-server"), "spec.groups") as { name: string }[]).map(
        ({ name }) => name,
      );
    const workload = "audit-server-workload";
    assert.deepEqual([groups("dev"), groups("staging")], [[workload], [workload]]);
    assert.deepEqual(groups("prod"), [
      workload,
      "audit-server-availability-requests",
      "audit-server-availability-replicas",
    ]);
  });

  it("alerts on the autoscaler only where there is one", () => {
    const alerts = (environment: Environment): unknown[] =>
      (at(one(environment, "PrometheusRule", "audit-server"), "spec.groups.0.rules") as { alert: string }[]).map(
        ({ alert }) => alert,
      );
    assert.deepEqual(alerts("dev"), ["WorkloadRestarts"]);
    assert.deepEqual(alerts("staging"), ["WorkloadRestarts", "AutoscalerAtMaximum"]);
  });

  it("takes its images from the configuration, the waiting one from the SPEC", () => {
    const images = (environment: Environment): unknown[] =>
      [server, wait].map((path) => at(one(environment, "Deployment", "audit-server"), `${path}.image`));
    assert.deepEqual(images("dev"), ["smedrec/audit-server:v1.0.0", "postgres:16-alpine"]);
    assert.match(String(images("prod")[0]), /^smedrec\/audit-server@sha256:/);
    assert.match(String(images("prod")[1]), /^postgres:16-alpine@sha256:/);
  });

  it("mounts a token only for the permission that it has (R-16)", () => {
    assert.equal(at(one("prod", "Deployment", "audit-server"), `${pod}.automountServiceAccountToken`), true);
    assert.deepEqual(at(one("prod", "RoleBinding", "audit-server"), "subjects"), [
      { kind: "ServiceAccount", name: "audit-server", namespace: "smedrec-audit" },
    ]);
  });
});
