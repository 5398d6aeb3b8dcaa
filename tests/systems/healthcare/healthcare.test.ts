import assert from "node:assert/strict";

import { compareQuantities } from "../../../config/primitives/quantity";
import { at, find, identity, objectsOf, type RegisteredObject } from "../evaluate";
import { DIGEST } from "../example-keys";
import { alone } from "../sufficient";
import {
  bounds,
  constants,
  differences,
  elsewhere,
  environments,
  everywhere,
  main,
  pod,
  scaling,
  type Environment,
} from "./figures";

type Objects = readonly RegisteredObject[];

/** With an issuer, because the certificate is one of the objects of SPEC 1.2.2. */
const source = (environment: Environment, changes: Readonly<Record<string, unknown>> = {}) =>
  alone("healthcare")(environment, { "healthcare:certificateIssuer": { name: "letsencrypt" }, ...changes });

describe("Healthcare", () => {
  const stacks = new Map<Environment, Objects>();
  const stack = (environment: Environment): Objects => stacks.get(environment)!;

  before(async function () {
    this.timeout(30_000);
    for (const environment of environments) {
      stacks.set(environment, await objectsOf(source(environment)));
    }
  });

  for (const environment of environments) {
    describe(`in ${environment}`, () => {
      for (const [[kind, name], path, values] of differences) {
        it(`${kind}/${name} ${path} = ${String(values[environment])}`, () => {
          assert.deepEqual(at(find(stack(environment), kind, name).inputs, path), values[environment]);
        });
      }

      for (const [[kind, name], path, value] of constants) {
        it(`${kind}/${name} ${path} as in every environment`, () => {
          assert.deepEqual(at(find(stack(environment), kind, name).inputs, path), value);
        });
      }

      it("has the objects of SPEC 1.2.2 under their fixed names (R-73)", () => {
        const expected = [...everywhere, ...elsewhere[environment], `Namespace/healthcare-${environment}`];
        assert.deepEqual(stack(environment).map(identity).sort(), expected.sort());
      });

      it("labels every object (R-73)", () => {
        for (const object of stack(environment).filter(({ kind }) => kind !== "Namespace")) {
          const labels = object.inputs.metadata.labels ?? {};
          assert.equal(labels["app.kubernetes.io/managed-by"], "pulumi", identity(object));
          assert.ok(labels["app.kubernetes.io/name"] && labels["app.kubernetes.io/part-of"], identity(object));
        }
      });

      it("every key of ConfigMap and Secret reaches the container, by the name of the key (R-61, C-12)", () => {
        const env = at(find(stack(environment), "Deployment", "healthcare-app").inputs, `${main}.env`) as Variable[];
        const sources: readonly (readonly [kind: string, name: string, ref: "configMapKeyRef" | "secretKeyRef"])[] = [
          ["ConfigMap", "healthcare-app-config", "configMapKeyRef"],
          ["Secret", "healthcare-app-secrets", "secretKeyRef"],
        ];
        for (const [kind, name, ref] of sources) {
          for (const key of Object.keys(find(stack(environment), kind, name).inputs["data"] as object)) {
            assert.deepEqual(env.find((variable) => variable.name === key)?.valueFrom, { [ref]: { name, key } });
          }
        }
      });

      it("the database's password reaches the database", () => {
        const env = at(find(stack(environment), "StatefulSet", "postgres").inputs, `${main}.env`) as Variable[];
        assert.deepEqual(Object.fromEntries(env.map(({ name, value, valueFrom }) => [name, value ?? valueFrom])), {
          POSTGRES_DB: "healthcare",
          POSTGRES_USER: "postgres",
          POSTGRES_PASSWORD: { secretKeyRef: { name: "postgres-secrets", key: "password" } },
          PGDATA: "/var/lib/postgresql/data/pgdata",
        });
      });

      it("the database writes to its claim and to limited scratch only (R-14, G-31)", () => {
        const { inputs } = find(stack(environment), "StatefulSet", "postgres");
        const mounts = at(inputs, `${main}.volumeMounts`) as { name: string; mountPath: string }[];
        assert.deepEqual(mounts.map(({ mountPath }) => mountPath).sort(), [
          "/dev/shm",
          "/tmp",
          "/var/lib/postgresql/data",
          "/var/run/postgresql",
        ]);
        const volumes = at(inputs, `${pod}.volumes`) as { name: string; emptyDir?: { sizeLimit?: string } }[];
        assert.ok(volumes.every(({ emptyDir }) => emptyDir?.sizeLimit !== undefined));
        assert.deepEqual(volumes.find(({ name }) => name === "shm")?.emptyDir, {
          sizeLimit: "256Mi",
          medium: "Memory",
        });
      });

      it("probes the database by pg_isready: 10 s × 30, 10 s, 20 s × 6 (G-05, R-55)", () => {
        const server = at(find(stack(environment), "StatefulSet", "postgres").inputs, main) as Probed;
        const { startupProbe: start, readinessProbe: ready, livenessProbe: alive } = server;
        for (const { exec } of [start, ready, alive]) {
          assert.deepEqual(exec.command, ["pg_isready", "-U", "postgres", "-d", "healthcare"]);
        }
        assert.deepEqual([start.periodSeconds, start.failureThreshold], [10, 30]);
        assert.equal(ready.periodSeconds, 10);
        assert.deepEqual([alive.periodSeconds, alive.failureThreshold], [20, 6]);
      });

      for (const [kind, name] of [
        ["Deployment", "healthcare-app"],
        ["StatefulSet", "postgres"],
      ] as const) {
        it(`the sidecar of ${name} outlives its drain and is there before it (R-52)`, () => {
          const { inputs } = find(stack(environment), kind, name);
          const annotations = at(inputs, "spec.template.metadata.annotations") as Record<string, string>;
          const [, seconds] = /terminationDrainDuration: (\d+)s/.exec(annotations["proxy.istio.io/config"] ?? "") ?? [];
          assert.match(annotations["proxy.istio.io/config"] ?? "", /holdApplicationUntilProxyStarts: true/);
          const hook = kind === "Deployment" ? 15 : 0;
          assert.ok(Number(seconds) >= hook + Number(annotations["bulwark.io/drain-seconds"]));
          assert.ok(Number(seconds) < Number(at(inputs, `${pod}.terminationGracePeriodSeconds`)));
        });

        it(`${name} waits for the closed namespace (R-18)`, () => {
          const deny = find(stack(environment), "NetworkPolicy", "default-deny-all");
          assert.ok(find(stack(environment), kind, name).options.dependsOn?.includes(deny.urn));
        });

        it(`updates of ${name} are bounded in time (R-79)`, () => {
          assert.equal(find(stack(environment), kind, name).options.customTimeouts?.update, "10m");
        });

        it(`${name} is rolled when its secrets change (R-62)`, () => {
          const { inputs } = find(stack(environment), kind, name);
          const annotations = at(inputs, "spec.template.metadata.annotations") as Record<string, string>;
          assert.ok("bulwark.io/checksum-secrets" in annotations);
        });
      }

      it("names the exemption of its way out (R-25)", () => {
        const { annotations } = find(stack(environment), "NetworkPolicy", "healthcare-app-policy").inputs.metadata;
        assert.equal(annotations?.["bulwark.io/exemptions"], "healthcare-external-https");
      });

      it("drains for 27 s within 30 s (G-29)", () => {
        const { inputs } = find(stack(environment), "Deployment", "healthcare-app");
        const annotations = at(inputs, "spec.template.metadata.annotations") as Record<string, string>;
        assert.equal(annotations["bulwark.io/drain-seconds"], "10");
        assert.match(annotations["proxy.istio.io/config"] ?? "", /terminationDrainDuration: 27s/);
      });

      it("the database takes the pools of the most pods and one more (G-37)", () => {
        const [, setting = ""] = at(
          find(stack(environment), "StatefulSet", "postgres").inputs,
          `${main}.args`,
        ) as string[];
        const pool = Number(
          at(find(stack(environment), "ConfigMap", "healthcare-app-config").inputs, "data.POOL_SIZE"),
        );
        const most = { dev: 1, staging: 4, prod: 10 }[environment];
        assert.ok(Number(setting.replace("max_connections=", "")) >= (most + 1) * pool + 3);
      });
    });
  }

  describe("its autoscaler", () => {
    for (const environment of ["staging", "prod"] as const) {
      it(`in ${environment} is that of SPEC 1.2.8 (R-35, R-37, R-38)`, () => {
        const { inputs } = find(stack(environment), "HorizontalPodAutoscaler", "healthcare-app-hpa");
        assert.deepEqual(inputs["spec"], { ...scaling, ...bounds[environment] });
      });

      it(`in ${environment} owns the replicas, from its minimum (R-34)`, () => {
        const { options, inputs } = find(stack(environment), "Deployment", "healthcare-app");
        assert.deepEqual(options.ignoreChanges, ["spec.replicas"]);
        assert.equal(at(inputs, "spec.replicas"), bounds[environment].minReplicas);
      });
    }

    it("leaves no ignored field where there is none", () => {
      assert.equal(find(stack("dev"), "Deployment", "healthcare-app").options.ignoreChanges, undefined);
    });
  });

  it("keeps one pod in staging and two in prod through a drain (R-41, G-07)", () => {
    const kept = (environment: Environment): unknown =>
      at(find(stack(environment), "PodDisruptionBudget", "healthcare-app").inputs, "spec.minAvailable");
    assert.deepEqual([kept("staging"), kept("prod")], [1, 2]);
  });

  it("spreads over zones in prod, as well as it can (G-38)", () => {
    const { inputs } = find(stack("prod"), "Deployment", "healthcare-app");
    assert.deepEqual(at(inputs, `${pod}.topologySpreadConstraints`), [
      {
        maxSkew: 1,
        topologyKey: "topology.kubernetes.io/zone",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { app: "healthcare" } },
      },
    ]);
  });

  it("grows from dev to staging to prod (R-75)", () => {
    const figure = (environment: Environment, kind: string, name: string, path: string): string =>
      String(at(find(stack(environment), kind, name).inputs, path));
    const resources = ["requests.cpu", "requests.memory", "limits.cpu", "limits.memory"];
    const paths = resources.map((part) => `${main}.resources.${part}`);
    const sizes = [
      ...["spec.replicas", ...paths].map((path) => ["Deployment", "healthcare-app", path] as const),
      ...["spec.volumeClaimTemplates.0.spec.resources.requests.storage", ...paths].map(
        (path) => ["StatefulSet", "postgres", path] as const,
      ),
    ];
    for (const [kind, name, path] of sizes) {
      const [dev = "", staging = "", prod = ""] = environments.map((one) => figure(one, kind, name, path));
      assert.ok(compareQuantities(dev, staging) <= 0 && compareQuantities(staging, prod) <= 0, `${name} ${path}`);
    }
  });

  it("pulls the app by tag and digest, of which the tag is the version (C-19, R-63)", () => {
    const { inputs } = find(stack("prod"), "Deployment", "healthcare-app");
    assert.equal(at(inputs, `${main}.image`), `healthcare/elixir-app:v1.0.0@${DIGEST}`);
    assert.equal(
      at(find(stack("dev"), "Deployment", "healthcare-app").inputs, `${main}.image`),
      "healthcare/elixir-app:v1.0.0",
    );
    const database = find(stack("prod"), "StatefulSet", "postgres").inputs;
    assert.equal(at(database, `${main}.image`), `timescale/timescaledb:2.17.2-pg16@${DIGEST}`);
  });

  describe("its data in prod", () => {
    it("are protected and stay when the stack goes, and so does their namespace (R-78, G-58)", () => {
      const { protect, retainOnDelete } = find(stack("prod"), "StatefulSet", "postgres").options;
      assert.deepEqual([protect, retainOnDelete], [true, true]);
      assert.equal(find(stack("prod"), "Namespace", "healthcare-prod").options.retainOnDelete, true);
    });

    it("are nowhere else", () => {
      for (const environment of ["dev", "staging"] as const) {
        const { options } = find(stack(environment), "StatefulSet", "postgres");
        assert.deepEqual([options.protect, options.retainOnDelete], [undefined, undefined]);
        const namespace = find(stack(environment), "Namespace", `healthcare-${environment}`);
        assert.equal(namespace.options.retainOnDelete, undefined);
      }
    });

    it("are backed up every day at 02:00, by Velero's own locations (R-72, SPEC 1.2.13)", () => {
      const schedule = find(stack("prod"), "Schedule", "healthcare-daily").inputs;
      assert.equal(schedule.metadata.namespace, "velero");
      assert.equal(at(schedule, "spec.schedule"), "0 2 * * *");
      assert.deepEqual(at(schedule, "spec.template.includedNamespaces"), ["healthcare-prod"]);
      assert.equal(at(schedule, "spec.template.storageLocation"), "default");
      const storage = find(stack("prod"), "BackupStorageLocation", "default").inputs;
      assert.equal(at(storage, "spec.provider"), "aws");
      assert.equal(at(storage, "spec.objectStorage.bucket"), "healthcare-k8s-backups");
      assert.deepEqual(at(storage, "spec.config"), { region: "us-east-1" });
      assert.deepEqual(at(find(stack("prod"), "VolumeSnapshotLocation", "default").inputs, "spec"), {
        provider: "aws",
        config: { region: "us-east-1" },
      });
    });

    it("are written to the disk before it is snapshot (G-52)", () => {
      const [hook] = at(
        find(stack("prod"), "Schedule", "healthcare-daily").inputs,
        "spec.template.hooks.resources",
      ) as {
        labelSelector: unknown;
        pre: { exec: { container: string; command: string[] } }[];
      }[];
      assert.deepEqual(hook?.labelSelector, { matchLabels: { app: "postgres" } });
      assert.equal(hook.pre[0]?.exec.container, "postgres");
      assert.ok(hook.pre[0].exec.command.includes("CHECKPOINT"));
    });
  });

  describe("its certificate (G-13)", () => {
    for (const environment of environments) {
      it(`in ${environment} lies with the gateway's pods, for the host`, () => {
        const [name] = ["healthcare-tls-cert", `healthcare-${environment}-tls-cert`].slice(
          environment === "prod" ? 0 : 1,
        );
        const { inputs } = find(stack(environment), "Certificate", name!);
        assert.equal(inputs.metadata.namespace, "istio-system");
        assert.equal(at(inputs, "spec.secretName"), name);
        assert.deepEqual(
          at(inputs, "spec.dnsNames"),
          at(find(stack(environment), "Gateway", "healthcare-gateway").inputs, "spec.servers.0.hosts"),
        );
        assert.deepEqual(at(inputs, "spec.issuerRef"), {
          group: "cert-manager.io",
          kind: "ClusterIssuer",
          name: "letsencrypt",
        });
      });
    }
  });

  describe("its monitors (SPEC 1.2.12, R-70)", () => {
    for (const environment of ["staging", "prod"] as const) {
      it(`in ${environment} scrape the app's Service as a member of the mesh (G-28)`, () => {
        const { inputs } = find(stack(environment), "ServiceMonitor", "healthcare-app-metrics");
        assert.equal(inputs.metadata.labels?.["app"], "healthcare");
        assert.deepEqual(at(inputs, "spec.selector"), { matchLabels: { app: "healthcare" } });
        const { tlsConfig, ...endpoint } = at(inputs, "spec.endpoints.0") as Record<string, unknown>;
        assert.deepEqual(endpoint, {
          port: "http",
          path: "/metrics",
          interval: "30s",
          scrapeTimeout: "10s",
          scheme: "https",
        });
        assert.equal(at(tlsConfig, "certFile"), "/etc/prom-certs/cert-chain.pem");
      });

      it(`in ${environment} scrape the app's sidecars`, () => {
        const { inputs } = find(stack(environment), "PodMonitor", "istio-sidecar-metrics");
        assert.deepEqual(at(inputs, "spec"), {
          selector: { matchLabels: { app: "healthcare" } },
          podMetricsEndpoints: [{ port: "http-envoy-prom", path: "/stats/prometheus", interval: "30s" }],
        });
      });
    }

    it("alert on restarts and on the autoscaler's maximum, in prod also on the objective and the backups (G-48)", () => {
      const groups = (environment: "staging" | "prod"): string[] =>
        (
          at(find(stack(environment), "PrometheusRule", "healthcare-app").inputs, "spec.groups") as { name: string }[]
        ).map(({ name }) => name);
      assert.deepEqual(groups("staging"), ["healthcare-app-workload", "postgres-workload"]);
      assert.deepEqual(groups("prod"), [
        "healthcare-app-workload",
        "postgres-workload",
        "healthcare-app-availability-requests",
        "healthcare-app-availability-replicas",
        "healthcare-daily-backups",
      ]);
    });
  });
});

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: Readonly<Record<string, unknown>>;
}

type Probed = Readonly<
  Record<
    "startupProbe" | "readinessProbe" | "livenessProbe",
    { exec: { command: string[] }; periodSeconds: number; failureThreshold: number }
  >
>;
