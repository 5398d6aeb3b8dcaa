import assert from "node:assert/strict";

import { compareQuantities } from "../../../config/primitives/quantity";
import { DIGEST } from "../example-keys";
import { at, find, objectsOf, type RegisteredObject } from "../evaluate";
import { autoscaler, container, deploymentConstants, figures, pod } from "./figures";
import { canaryServices, environments, services, stackOf, type Environment } from "./services";

type Objects = readonly RegisteredObject[];

describe("appointment: a service", () => {
  const stacks = new Map<Environment, Objects>();
  const stack = (environment: Environment): Objects => stacks.get(environment)!;
  const deployment = (environment: Environment, service: string): RegisteredObject =>
    find(stack(environment), "Deployment", `${service}-service`);

  before(async () => {
    for (const environment of environments) stacks.set(environment, await objectsOf(stackOf(environment)));
  });

  for (const environment of environments) {
    for (const service of services) {
      const name = `${service}-service`;
      const expected = figures[environment][service];

      describe(`${name} in ${environment}`, () => {
        for (const [path, value] of deploymentConstants(name)) {
          it(`has ${path} as everywhere`, () => {
            assert.deepEqual(at(deployment(environment, service).inputs, path), value);
          });
        }

        it("lives in the platform's namespace (SPEC 1.4.13)", () => {
          assert.equal(deployment(environment, service).inputs.metadata.namespace, `appointment-${environment}`);
        });

        it("has the environment's resources and no CPU limit (G-66, C-37)", () => {
          assert.deepEqual(at(deployment(environment, service).inputs, `${container}.resources`), {
            requests: expected.requests,
            limits: expected.limits,
          });
        });

        it("names the exemption of its CPU limit (R-32)", () => {
          const { annotations } = deployment(environment, service).inputs.metadata;
          assert.equal(annotations?.["bulwark.io/exemptions"], `${name}-cpu-limit`);
        });

        it("scales as SPEC 1.4.6 says (R-35, R-37, R-38)", () => {
          const { inputs } = find(stack(environment), "HorizontalPodAutoscaler", name);
          assert.deepEqual(inputs["spec"], autoscaler(name, expected));
        });

        it("starts at the autoscaler's minimum and leaves it the count (C-01, R-34)", () => {
          const { inputs, options } = deployment(environment, service);
          assert.equal(at(inputs, "spec.replicas"), expected.replicas[0]);
          assert.deepEqual(options.ignoreChanges, ["spec.replicas"]);
        });

        it("has the budget of SPEC 1.9 (R-39 to R-42)", () => {
          const budgets = stack(environment).filter(
            ({ kind, inputs }) => kind === "PodDisruptionBudget" && inputs.metadata.name === name,
          );
          const selector = { matchLabels: { "app.kubernetes.io/name": name, track: "stable" } };
          assert.deepEqual(
            budgets.map(({ inputs }) => inputs["spec"]),
            expected.minAvailable === undefined
              ? []
              : [{ minAvailable: expected.minAvailable, selector, unhealthyPodEvictionPolicy: "AlwaysAllow" }],
          );
        });

        it("is behind a ClusterIP Service, port 80 to http (SPEC 1.4.3, R-76, R-77)", () => {
          assert.deepEqual(find(stack(environment), "Service", name).inputs["spec"], {
            type: "ClusterIP",
            selector: { "app.kubernetes.io/name": name, track: "stable" },
            ports: [{ name: "http", port: 80, targetPort: "http", protocol: "TCP", appProtocol: "http" }],
          });
        });

        it("runs on the search nodes or tolerates none of them (R-46)", () => {
          const { inputs } = deployment(environment, service);
          const placement = [at(inputs, `${pod}.nodeSelector`), at(inputs, `${pod}.tolerations`)];
          const toleration = { key: "workload", operator: "Equal", value: "search", effect: "NoSchedule" };
          assert.deepEqual(
            placement,
            expected.searchNodes ? [{ workload: "search" }, [toleration]] : [undefined, undefined],
          );
        });

        it("may take 15 minutes to roll (R-79)", () => {
          assert.equal(deployment(environment, service).options.customTimeouts?.update, "15m");
        });

        it("keeps its sidecar until it has drained (R-52)", () => {
          const config = at(deployment(environment, service).inputs, "spec.template.metadata.annotations") as Record<
            string,
            string
          >;
          assert.match(config["proxy.istio.io/config"] ?? "", /^terminationDrainDuration: 37s\n/);
          assert.equal(config["bulwark.io/drain-seconds"], "30");
        });

        it("waits for the closed namespace (R-18)", () => {
          const deny = find(stack(environment), "NetworkPolicy", "default-deny-all");
          assert.ok(deployment(environment, service).options.dependsOn?.includes(deny.urn));
        });
      });
    }
  }

  it("grows from dev to staging to prod (R-75)", () => {
    for (const service of services) {
      const paths = ["requests.cpu", "requests.memory", "limits.memory"].map(
        (part) => `${container}.resources.${part}`,
      );
      for (const path of ["spec.replicas", ...paths]) {
        const [dev = "", staging = "", prod = ""] = environments.map((environment) =>
          String(at(deployment(environment, service).inputs, path)),
        );
        assert.ok(compareQuantities(dev, staging) <= 0 && compareQuantities(staging, prod) <= 0, `${service} ${path}`);
      }
    }
  });

  it("is pulled by its digest in staging and prod (R-63, W-17)", () => {
    for (const environment of ["staging", "prod"] as const) {
      for (const service of services) {
        const image = at(deployment(environment, service).inputs, `${container}.image`);
        assert.equal(image, `registry.example.com/${service}-service@${DIGEST}`);
      }
    }
  });

  describe("account", () => {
    const arn = (objects: Objects, service: string): unknown =>
      find(objects, "ServiceAccount", `${service}-service`).inputs.metadata.annotations?.["eks.amazonaws.com/role-arn"];

    it("carries the role of booking and of search, and no other has one (R-68)", () => {
      for (const environment of ["staging", "prod"] as const) {
        const found = services.map((service) => arn(stack(environment), service));
        const role = (service: string): string => `arn:aws:iam::123456789012:role/${service}`;
        assert.deepEqual(found, [role("booking"), undefined, undefined, role("search"), undefined, undefined]);
      }
    });

    it("carries the role of any service that has one in the configuration (C-35)", async () => {
      const roleArn = "arn:aws:iam::123456789012:role/msk-read";
      assert.equal(arn(await objectsOf(stackOf("dev", { notification: { roleArn } })), "notification"), roleArn);
    });

    it("mounts no token of its own (R-16)", () => {
      for (const service of services) {
        const { inputs } = find(stack("prod"), "ServiceAccount", `${service}-service`);
        assert.equal(inputs["automountServiceAccountToken"], false);
      }
    });
  });

  describe("route", () => {
    it("is permanent for the canary services in prod, at 100 and 0 (C-30)", () => {
      const routes = stack("prod").filter(({ kind }) => kind === "VirtualService");
      const names = canaryServices.map((service) => `${service}-service`);
      assert.deepEqual(routes.map(({ inputs }) => inputs.metadata.name).sort(), [...names].sort());
      for (const { inputs } of routes) {
        const { name } = inputs.metadata;
        assert.deepEqual(at(inputs, "spec.hosts"), [name]);
        assert.deepEqual(at(inputs, "spec.gateways"), ["mesh"]);
        assert.deepEqual(at(inputs, "spec.http.0.route"), [
          { destination: { host: name, port: { number: 80 } }, weight: 100 },
          { destination: { host: `${name}-canary`, port: { number: 80 } }, weight: 0 },
        ]);
      }
    });

    it("exists nowhere else (SPEC 1.4.3)", () => {
      for (const environment of ["dev", "staging"] as const) {
        assert.deepEqual(
          stack(environment).filter(({ kind }) => kind === "VirtualService"),
          [],
        );
      }
    });

    it("goes with the strategy", async () => {
      const objects = await objectsOf(stackOf("prod", { patient: { strategy: "rolling" } }));
      const names = objects.filter(({ kind }) => kind === "VirtualService").map(({ inputs }) => inputs.metadata.name);
      assert.deepEqual(names.sort(), ["availability-service", "booking-service"]);
    });

    it("is served at the configured gateway under the configured host (C-30, R-71)", async () => {
      const gateway = { "appointment:gateway": "istio-system/public" };
      const host = "booking.example.com";
      const objects = await objectsOf(stackOf("prod", { booking: { host, paths: ["/bookings"] } }, gateway));
      const { spec } = find(objects, "VirtualService", "booking-service").inputs;
      assert.deepEqual(at(spec, "hosts"), ["booking-service", host]);
      assert.deepEqual(at(spec, "gateways"), ["mesh", "istio-system/public"]);
      const published = at(spec, "http.0.match") as { uri: unknown; gateways: string[] }[];
      assert.deepEqual(published, [{ uri: { prefix: "/bookings" }, gateways: ["istio-system/public"] }]);
      assert.deepEqual(at(find(objects, "VirtualService", "patient-service").inputs, "spec.gateways"), ["mesh"]);
    });
  });

  describe("Ingress", () => {
    const host = "search.example.com";
    const enabled = { search: { roleArn: "arn:aws:iam::123456789012:role/search", host, ingress: { enabled: true } } };

    it("is off by default in every environment (SPEC 1.4.3)", () => {
      for (const environment of environments) {
        assert.ok(!stack(environment).some(({ kind }) => kind === "Ingress"), environment);
      }
    });

    it("is switched on per service, under TLS, and denies the metrics (R-30, R-71)", async () => {
      const objects = await objectsOf(stackOf("prod", enabled));
      const ingresses = objects.filter(({ kind }) => kind === "Ingress").map(({ inputs }) => inputs.metadata.name);
      assert.deepEqual(ingresses.sort(), ["search-service", "search-service-metrics-deny"]);
      const { spec } = find(objects, "Ingress", "search-service").inputs;
      assert.deepEqual(at(spec, "tls"), [{ hosts: [host], secretName: "search-service-tls" }]);
      assert.deepEqual(at(spec, "rules.0.http.paths.0.backend.service"), {
        name: "search-service",
        port: { number: 80 },
      });
      assert.deepEqual(at(spec, "rules.0.http.paths.0.path"), "/");
    });

    it("gets its certificate from the configured issuer, or from a Secret that exists (G-14)", async () => {
      const issuer = { "appointment:certificateIssuer": { name: "letsencrypt" } };
      const signed = await objectsOf(stackOf("prod", enabled, issuer));
      assert.equal(at(find(signed, "Certificate", "search-service-tls").inputs, "spec.issuerRef.name"), "letsencrypt");
      const existing = await objectsOf(stackOf("prod", enabled));
      assert.ok(!existing.some(({ kind }) => kind === "Certificate" || kind === "Secret"));
    });

    it("takes class, Secret and paths from the configuration", async () => {
      const ingress = { enabled: true, tlsSecretName: "wildcard-tls" };
      const search = { ...enabled.search, paths: ["/find"], ingress };
      const objects = await objectsOf(stackOf("prod", { search }, { "appointment:ingressClassName": "internal" }));
      const { spec } = find(objects, "Ingress", "search-service").inputs;
      assert.deepEqual(
        [at(spec, "ingressClassName"), at(spec, "tls.0.secretName"), at(spec, "rules.0.http.paths.0.path")],
        ["internal", "wildcard-tls", "/find"],
      );
    });
  });

  describe("overrides", () => {
    it("reach the objects of their service and of no other (G-45, G-51, W-08)", async () => {
      const patient = {
        port: 8080,
        servicePort: 8000,
        hpa: { minReplicas: 4, maxReplicas: 12, cpuPercent: 60 },
        minAvailable: 3,
        resources: { requests: { cpu: "500m" }, limits: { memory: "1Gi" } },
        probes: { liveness: { path: "/alive", periodSeconds: 20 } },
        extraEnv: { LOG_LEVEL: "debug" },
        restartedAt: "2026-01-31T12:00:00Z",
      };
      const objects = await objectsOf(
        stackOf("prod", { patient }, { "bulwark:imagePullSecrets": ["registry-credentials"] }),
      );
      const { inputs } = find(objects, "Deployment", "patient-service");
      assert.deepEqual(at(inputs, `${container}.ports`), [{ name: "http", containerPort: 8080, protocol: "TCP" }]);
      assert.equal(at(find(objects, "Service", "patient-service").inputs, "spec.ports.0.port"), 8000);
      assert.equal(at(inputs, "spec.replicas"), 4);
      const hpa = find(objects, "HorizontalPodAutoscaler", "patient-service").inputs;
      assert.deepEqual(
        [at(hpa, "spec.maxReplicas"), at(hpa, "spec.metrics.0.resource.target.averageUtilization")],
        [12, 60],
      );
      assert.equal(at(find(objects, "PodDisruptionBudget", "patient-service").inputs, "spec.minAvailable"), 3);
      assert.deepEqual(at(inputs, `${container}.resources`), {
        requests: { cpu: "500m", memory: "256Mi" },
        limits: { memory: "1Gi" },
      });
      assert.deepEqual(
        [at(inputs, `${container}.livenessProbe.httpGet.path`), at(inputs, `${container}.livenessProbe.periodSeconds`)],
        ["/alive", 20],
      );
      assert.deepEqual(at(inputs, `${container}.env`), [{ name: "LOG_LEVEL", value: "debug" }]);
      assert.deepEqual(at(inputs, `${pod}.imagePullSecrets`), [{ name: "registry-credentials" }]);
      const annotations = at(inputs, "spec.template.metadata.annotations") as Record<string, string>;
      assert.equal(annotations["bulwark.io/restarted-at"], "2026-01-31T12:00:00Z");
      const policy = find(objects, "NetworkPolicy", "patient-service").inputs;
      assert.equal(at(policy, "spec.ingress.0.ports.0.port"), 8080);
      const other = find(objects, "Deployment", "practitioner-service").inputs;
      assert.deepEqual(
        [at(other, "spec.replicas"), at(other, `${container}.ports.0.containerPort`), at(other, `${container}.env`)],
        [3, 3000, undefined],
      );
    });

    it("switch a startup probe on, five minutes long unless they say otherwise (G-08, C-48)", async () => {
      const startup = { enabled: true };
      const own = {
        patient: { probes: { startup } },
        practitioner: { probes: { startup: { ...startup, path: "/up" } } },
      };
      const objects = await objectsOf(stackOf("prod", own));
      const probe = (service: string): unknown =>
        at(find(objects, "Deployment", service).inputs, `${container}.startupProbe`);
      const times = { periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 60 };
      assert.deepEqual(probe("patient-service"), { httpGet: { path: "/health", port: "http" }, ...times });
      assert.deepEqual(probe("practitioner-service"), { httpGet: { path: "/up", port: "http" }, ...times });
      assert.equal(probe("booking-service"), undefined);
    });

    it("switch the search node group off and on (SPEC 1.4.13)", async () => {
      const off = await objectsOf(
        stackOf("staging", { search: { roleArn: "arn:aws:iam::123456789012:role/s", searchNodes: false } }),
      );
      const on = await objectsOf(stackOf("dev", { search: { searchNodes: true } }));
      const selector = (objects: Objects): unknown =>
        at(find(objects, "Deployment", "search-service").inputs, `${pod}.nodeSelector`);
      assert.deepEqual([selector(off), selector(on)], [undefined, { workload: "search" }]);
    });

    it("give every pod the stack's priority class (G-64)", async () => {
      const objects = await objectsOf(stackOf("dev", {}, { "bulwark:priorityClassName": "business-critical" }));
      for (const service of services) {
        const { inputs } = find(objects, "Deployment", `${service}-service`);
        assert.equal(at(inputs, `${pod}.priorityClassName`), "business-critical");
      }
    });
  });
});
