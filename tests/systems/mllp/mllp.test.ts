import assert from "node:assert/strict";

import { compareQuantities } from "../../../config/primitives/quantity";
import { DIGEST, at, find, identity, objectsOf, sufficient, type RegisteredObject } from "../evaluate";

type Environment = "dev" | "staging" | "prod";
type Objects = readonly RegisteredObject[];
const environments: readonly Environment[] = ["dev", "staging", "prod"];
const pod = "spec.template.spec";
const server = `${pod}.containers.0`;

/** SPEC 1.1.3 and 1.1.6: kind, path, value per environment. */
const differences: readonly [
  kind: string,
  name: string,
  path: string,
  values: Readonly<Record<Environment, unknown>>,
][] = [
  [
    "Deployment",
    "mllp-server",
    "metadata.namespace",
    { dev: "healthcare-dev", staging: "healthcare-staging", prod: "healthcare-prod" },
  ],
  ["Deployment", "mllp-server", "spec.replicas", { dev: 1, staging: 2, prod: 2 }],
  ["Deployment", "mllp-server", `${server}.resources.requests.cpu`, { dev: "50m", staging: "100m", prod: "250m" }],
  ["Deployment", "mllp-server", `${server}.resources.limits.cpu`, { dev: "250m", staging: "500m", prod: "1000m" }],
  ["Deployment", "mllp-server", `${server}.resources.requests.memory`, { dev: "32Mi", staging: "64Mi", prod: "128Mi" }],
  ["Deployment", "mllp-server", `${server}.resources.limits.memory`, { dev: "128Mi", staging: "256Mi", prod: "512Mi" }],
  [
    "Deployment",
    "mllp-server",
    `${pod}.topologySpreadConstraints.length`,
    { dev: undefined, staging: undefined, prod: 1 },
  ],
  ["ConfigMap", "mllp-server-config", "data.LOG_LEVEL", { dev: "debug", staging: "info", prod: "info" }],
  ["ConfigMap", "mllp-server-config", "data.MLLP_MAX_CONNECTIONS", { dev: "10", staging: "100", prod: "200" }],
];

/** SPEC 1.1.4 to 1.1.8: the same in every environment. */
const constants: readonly [kind: string, name: string, path: string, value: unknown][] = [
  ["Deployment", "mllp-server", "spec.selector.matchLabels", { app: "mllp-server" }],
  ["Deployment", "mllp-server", "spec.template.metadata.labels.app", "mllp-server"],
  [
    "Deployment",
    "mllp-server",
    "spec.strategy",
    { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
  ],
  ["Deployment", "mllp-server", `${pod}.terminationGracePeriodSeconds`, 45],
  ["Deployment", "mllp-server", `${pod}.serviceAccountName`, "mllp-server"],
  ["Deployment", "mllp-server", `${pod}.automountServiceAccountToken`, false],
  ["Deployment", "mllp-server", `${pod}.containers.length`, 1],
  ["Deployment", "mllp-server", `${pod}.initContainers`, undefined],
  [
    "Deployment",
    "mllp-server",
    `${pod}.securityContext`,
    {
      runAsNonRoot: true,
      runAsUser: 65_534,
      runAsGroup: 65_534,
      fsGroup: 65_534,
      seccompProfile: { type: "RuntimeDefault" },
    },
  ],
  ["Deployment", "mllp-server", `${server}.name`, "mllp-server"],
  ["Deployment", "mllp-server", `${server}.lifecycle`, undefined],
  ["Deployment", "mllp-server", `${server}.startupProbe`, undefined],
  ["Deployment", "mllp-server", `${server}.ports`, [{ name: "mllp", containerPort: 2575, protocol: "TCP" }]],
  ["Deployment", "mllp-server", `${server}.envFrom`, [{ configMapRef: { name: "mllp-server-config" } }]],
  [
    "Deployment",
    "mllp-server",
    `${server}.securityContext`,
    {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
  ],
  [
    "Deployment",
    "mllp-server",
    `${server}.livenessProbe`,
    {
      tcpSocket: { port: "mllp" },
      initialDelaySeconds: 5,
      periodSeconds: 10,
      timeoutSeconds: 3,
      failureThreshold: 3,
    },
  ],
  [
    "Deployment",
    "mllp-server",
    `${server}.readinessProbe`,
    {
      tcpSocket: { port: "mllp" },
      initialDelaySeconds: 5,
      periodSeconds: 5,
      timeoutSeconds: 3,
      failureThreshold: 2,
    },
  ],
  ["ConfigMap", "mllp-server-config", "data.MLLP_ADDR", ":2575"],
  ["ConfigMap", "mllp-server-config", "data.PRE_SHUTDOWN_DELAY", "5s"],
  ["ConfigMap", "mllp-server-config", "data.SHUTDOWN_TIMEOUT", "30s"],
  ["Service", "mllp-server", "spec.type", "ClusterIP"],
  ["Service", "mllp-server", "spec.selector", { app: "mllp-server" }],
  [
    "Service",
    "mllp-server",
    "spec.ports",
    [{ name: "mllp", port: 2575, targetPort: "mllp", protocol: "TCP", appProtocol: "tcp" }],
  ],
  ["Service", "mllp-server", "spec.sessionAffinity", "ClientIP"],
  ["Service", "mllp-server", "spec.sessionAffinityConfig", { clientIP: { timeoutSeconds: 3600 } }],
  ["ServiceAccount", "mllp-server", "automountServiceAccountToken", false],
  [
    "PodDisruptionBudget",
    "mllp-server",
    "spec",
    {
      minAvailable: 1,
      unhealthyPodEvictionPolicy: "AlwaysAllow",
      selector: { matchLabels: { app: "mllp-server" } },
    },
  ],
  [
    "NetworkPolicy",
    "mllp-server",
    "spec",
    {
      podSelector: { matchLabels: { app: "mllp-server" } },
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { "network-policy/mllp-client": "true" } } }],
          ports: [{ port: 2575, protocol: "TCP" }],
        },
      ],
    },
  ],
  [
    "NetworkPolicy",
    "mllp-server-egress",
    "spec",
    {
      podSelector: { matchLabels: { app: "mllp-server" } },
      policyTypes: ["Egress"],
      egress: [{}],
    },
  ],
  ["NetworkPolicy", "default-deny-all", "spec", { podSelector: {}, policyTypes: ["Ingress", "Egress"] }],
];

const everywhere = [
  "ConfigMap/mllp-server-config",
  "Deployment/mllp-server",
  "NetworkPolicy/default-deny-all",
  "NetworkPolicy/mllp-server",
  "NetworkPolicy/mllp-server-egress",
  "PodDisruptionBudget/mllp-server",
  "Service/mllp-server",
  "ServiceAccount/mllp-server",
];

const persistent = { "mllp:persistence": { enabled: true }, "mllp:hpa": { enabled: false } };

describe("MLLP", () => {
  const stacks = new Map<Environment, Objects>();
  const stack = (environment: Environment): Objects => stacks.get(environment)!;
  let withVolume: Objects;

  before(async () => {
    for (const environment of environments) {
      stacks.set(environment, await objectsOf(sufficient(environment)));
    }
    withVolume = await objectsOf(sufficient("prod", persistent));
  });

  for (const environment of environments) {
    describe(`in ${environment}`, () => {
      for (const [kind, name, path, values] of differences) {
        it(`${kind}/${name} ${path} = ${String(values[environment])}`, () => {
          assert.deepEqual(at(find(stack(environment), kind, name).inputs, path), values[environment]);
        });
      }

      for (const [kind, name, path, value] of constants) {
        it(`${kind}/${name} ${path} as in every environment`, () => {
          assert.deepEqual(at(find(stack(environment), kind, name).inputs, path), value);
        });
      }

      it("has the objects of SPEC 1.1.2 under their fixed names (R-73)", () => {
        const expected = [...everywhere, `Namespace/healthcare-${environment}`];
        if (environment === "prod") {
          expected.push("HorizontalPodAutoscaler/mllp-server", "Secret/mllp-tls");
        }
        assert.deepEqual(stack(environment).map(identity).sort(), expected.sort());
      });

      it("labels every object, the shared Namespace without a system (R-73)", () => {
        for (const object of stack(environment)) {
          const labels = object.inputs.metadata.labels ?? {};
          assert.equal(labels["app.kubernetes.io/managed-by"], "pulumi", identity(object));
          if (object.kind === "Namespace") {
            assert.equal(labels["app.kubernetes.io/name"], undefined);
          } else {
            assert.ok(labels["app.kubernetes.io/name"] && labels["app.kubernetes.io/part-of"], identity(object));
          }
        }
      });

      it("has one Namespace with the labels of both systems and without the client's (C-40, C-06)", () => {
        const { labels } = find(stack(environment), "Namespace", `healthcare-${environment}`).inputs.metadata;
        assert.equal(labels?.["name"], `healthcare-${environment}`);
        assert.equal(labels["istio-injection"], "enabled");
        assert.equal(labels["bulwark.io/environment"], environment);
        assert.equal(labels["network-policy/mllp-client"], undefined);
      });

      it("keeps its pods out of the mesh (C-40)", () => {
        const { labels } = at(
          find(stack(environment), "Deployment", "mllp-server").inputs,
          "spec.template.metadata",
        ) as {
          labels: Record<string, string>;
        };
        assert.equal(labels["sidecar.istio.io/inject"], "false");
      });

      it("names the exemption of its open egress (R-26)", () => {
        const { annotations } = find(stack(environment), "NetworkPolicy", "mllp-server-egress").inputs.metadata;
        assert.equal(annotations?.["bulwark.io/exemptions"], "mllp-open-egress");
      });

      it("every key of the ConfigMap reaches the container (R-61)", () => {
        const [source] = at(
          find(stack(environment), "Deployment", "mllp-server").inputs,
          `${server}.envFrom`,
        ) as unknown[];
        assert.deepEqual(source, { configMapRef: { name: "mllp-server-config" } });
      });

      it("tells its own name and namespace to the server", () => {
        const env = at(find(stack(environment), "Deployment", "mllp-server").inputs, `${server}.env`) as {
          name: string;
        }[];
        for (const [name, fieldPath] of [
          ["POD_NAME", "metadata.name"],
          ["POD_NAMESPACE", "metadata.namespace"],
        ]) {
          assert.deepEqual(
            env.find((variable) => variable.name === name),
            { name, valueFrom: { fieldRef: { fieldPath } } },
          );
        }
      });

      it("updates are bounded in time (R-79)", () => {
        assert.equal(find(stack(environment), "Deployment", "mllp-server").options.customTimeouts?.update, "10m");
      });

      it("workloads wait for the closed namespace (R-18)", () => {
        const { options } = find(stack(environment), "Deployment", "mllp-server");
        const deny = find(stack(environment), "NetworkPolicy", "default-deny-all");
        assert.ok(options.dependsOn?.includes(deny.urn));
      });
    });
  }

  describe("its autoscaler", () => {
    it("exists only in prod, from 2 to 10 replicas at 70 % of the CPU (R-35, R-37)", () => {
      assert.deepEqual(find(stack("prod"), "HorizontalPodAutoscaler", "mllp-server").inputs["spec"], {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "mllp-server" },
        minReplicas: 2,
        maxReplicas: 10,
        metrics: [
          { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
        ],
      });
    });

    it("owns the replicas, from its minimum (R-34)", () => {
      const { options, inputs } = find(stack("prod"), "Deployment", "mllp-server");
      assert.deepEqual(options.ignoreChanges, ["spec.replicas"]);
      assert.equal(at(inputs, "spec.replicas"), 2);
    });

    it("leaves no ignored field where there is none", () => {
      for (const environment of ["dev", "staging"] as const) {
        assert.equal(find(stack(environment), "Deployment", "mllp-server").options.ignoreChanges, undefined);
      }
    });

    it("can be switched off; the replicas stay ignored (W-21, first update)", async () => {
      const objects = await objectsOf(sufficient("prod", { "mllp:hpa": { enabled: false } }));
      assert.deepEqual(find(objects, "Deployment", "mllp-server").options.ignoreChanges, ["spec.replicas"]);
      assert.ok(!objects.some(({ kind }) => kind === "HorizontalPodAutoscaler"));
    });

    it("scales down slowly on request (G-23)", async () => {
      const objects = await objectsOf(sufficient("prod", { "mllp:hpa": { slowScaleDown: true } }));
      const behavior = at(find(objects, "HorizontalPodAutoscaler", "mllp-server").inputs, "spec.behavior.scaleDown");
      assert.equal(at(behavior, "stabilizationWindowSeconds"), 300);
      assert.deepEqual(at(behavior, "policies"), [{ type: "Pods", value: 1, periodSeconds: 60 }]);
    });
  });

  it("spreads over zones in prod, as well as it can (G-38)", () => {
    assert.deepEqual(at(find(stack("prod"), "Deployment", "mllp-server").inputs, `${pod}.topologySpreadConstraints`), [
      {
        maxSkew: 1,
        topologyKey: "topology.kubernetes.io/zone",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { app: "mllp-server" } },
      },
    ]);
  });

  it("grows from dev to staging to prod (R-75)", () => {
    const figure = (environment: Environment, path: string): string =>
      String(at(find(stack(environment), "Deployment", "mllp-server").inputs, path));
    const resources = ["requests.cpu", "requests.memory", "limits.cpu", "limits.memory"];
    for (const path of ["spec.replicas", ...resources.map((part) => `${server}.resources.${part}`)]) {
      const [dev = "", staging = "", prod = ""] = environments.map((environment) => figure(environment, path));
      assert.ok(compareQuantities(dev, staging) <= 0 && compareQuantities(staging, prod) <= 0, path);
    }
  });

  it("leaves the endpoints before it is restarted", () => {
    const { livenessProbe: alive, readinessProbe: ready } = at(
      find(stack("prod"), "Deployment", "mllp-server").inputs,
      server,
    ) as Record<string, { periodSeconds: number; failureThreshold: number }>;
    assert.ok(ready!.periodSeconds * ready!.failureThreshold < alive!.periodSeconds * alive!.failureThreshold);
  });

  describe("with TLS", () => {
    it("has the pair in one Opaque Secret, as secrets (R-57)", () => {
      const { inputs } = find(stack("prod"), "Secret", "mllp-tls");
      assert.equal(inputs["type"] ?? "Opaque", "Opaque");
      const data = (inputs["stringData"] ?? inputs["data"]) as Record<string, unknown>;
      assert.deepEqual(data, { "tls.crt": "<secret>", "tls.key": "<secret>" });
    });

    it("mounts the Secret read-only and tells the server where (SPEC 1.1.11, C-05)", () => {
      const { inputs } = find(stack("prod"), "Deployment", "mllp-server");
      assert.deepEqual(at(inputs, `${pod}.volumes`), [
        { name: "tls", secret: { secretName: "mllp-tls", defaultMode: 0o440 } },
      ]);
      assert.deepEqual(at(inputs, `${server}.volumeMounts`), [
        { name: "tls", mountPath: "/etc/mllp/tls", readOnly: true },
      ]);
      const env = at(inputs, `${server}.env`) as { name: string; value?: string }[];
      assert.equal(env.find(({ name }) => name === "TLS_CERT_FILE")?.value, "/etc/mllp/tls/tls.crt");
      assert.equal(env.find(({ name }) => name === "TLS_KEY_FILE")?.value, "/etc/mllp/tls/tls.key");
    });

    it("rolls the pods when the pair changes (R-62, W-15)", () => {
      const { annotations } = at(find(stack("prod"), "Deployment", "mllp-server").inputs, "spec.template.metadata") as {
        annotations: Record<string, string>;
      };
      assert.ok(
        Object.keys(annotations).some((key) => key.startsWith("bulwark.io/checksum-secret")),
        JSON.stringify(annotations),
      );
    });

    it("can be switched on elsewhere (W-30) and off in prod", async () => {
      const on = await objectsOf(sufficient("dev", { "mllp:tls": { enabled: true } }));
      const off = await objectsOf(sufficient("prod", { "mllp:tls": { enabled: false } }));
      assert.ok(on.map(identity).includes("Secret/mllp-tls"));
      assert.ok(!off.map(identity).includes("Secret/mllp-tls"));
    });
  });

  describe("with persistence", () => {
    it("has a claim and no autoscaler (C-03)", () => {
      const kinds = withVolume.map(({ kind }) => kind);
      assert.ok(kinds.includes("PersistentVolumeClaim") && !kinds.includes("HorizontalPodAutoscaler"));
    });

    it("never has both, whatever is configured", async () => {
      for (const environment of environments) {
        for (const enabled of [true, false]) {
          const hpa = { "mllp:hpa": { enabled }, "mllp:persistence": { enabled: true } };
          const kinds = await objectsOf(sufficient(environment, hpa)).then(
            (objects) => objects.map(({ kind }) => kind),
            () => ["refused"],
          );
          const both = kinds.includes("PersistentVolumeClaim") && kinds.includes("HorizontalPodAutoscaler");
          assert.ok(!both && (enabled ? kinds[0] === "refused" : kinds.includes("PersistentVolumeClaim")), environment);
        }
      }
    });

    it("claims 10Gi of local-path for one node (SPEC 1.1.10)", () => {
      assert.deepEqual(find(withVolume, "PersistentVolumeClaim", "mllp-data").inputs["spec"], {
        accessModes: ["ReadWriteOnce"],
        storageClassName: "local-path",
        resources: { requests: { storage: "10Gi" } },
      });
    });

    it("takes another class and size", async () => {
      const persistence = { enabled: true, storageClassName: "gp3", size: "20Gi" };
      const objects = await objectsOf(sufficient("staging", { "mllp:persistence": persistence }));
      const { spec } = find(objects, "PersistentVolumeClaim", "mllp-data").inputs;
      assert.deepEqual([at(spec, "storageClassName"), at(spec, "resources.requests.storage")], ["gp3", "20Gi"]);
    });

    it("runs one replica that is recreated, and takes its count back from the autoscaler (R-44, W-21)", () => {
      const { inputs, options } = find(withVolume, "Deployment", "mllp-server");
      assert.equal(at(inputs, "spec.replicas"), 1);
      assert.deepEqual(at(inputs, "spec.strategy"), { type: "Recreate" });
      assert.equal(options.ignoreChanges, undefined);
      assert.equal(inputs.metadata.annotations?.["pulumi.com/patchForce"], "true");
    });

    it("spreads over no zones and lets the one pod be evicted (C-03, C-04)", () => {
      assert.equal(
        at(find(withVolume, "Deployment", "mllp-server").inputs, `${pod}.topologySpreadConstraints`),
        undefined,
      );
      assert.equal(at(find(withVolume, "PodDisruptionBudget", "mllp-server").inputs, "spec.maxUnavailable"), 1);
    });

    it("writes to /data and /tmp only (R-14, C-02)", () => {
      const { inputs } = find(withVolume, "Deployment", "mllp-server");
      const mounts = at(inputs, `${server}.volumeMounts`) as { mountPath: string; readOnly?: boolean }[];
      const writable = mounts.filter(({ readOnly }) => readOnly !== true).map(({ mountPath }) => mountPath);
      assert.deepEqual(writable.sort(), ["/data", "/tmp"]);
      assert.equal(at(inputs, `${server}.securityContext.readOnlyRootFilesystem`), true);
      const volumes = at(inputs, `${pod}.volumes`) as { name: string; emptyDir?: unknown }[];
      assert.deepEqual(volumes.find(({ name }) => name === "tmp")?.emptyDir, { sizeLimit: "64Mi" });
    });

    it("tells the server where its database is", () => {
      const env = at(find(withVolume, "Deployment", "mllp-server").inputs, `${server}.env`) as {
        name: string;
        value?: string;
      }[];
      assert.equal(env.find(({ name }) => name === "MLLP_DB_PATH")?.value, "/data/outbox.db");
    });

    it("has a writable root only by its exemption (C-02)", async () => {
      const persistence = { enabled: true, writableRootFilesystem: true };
      const objects = await objectsOf(sufficient("staging", { "mllp:persistence": persistence }));
      const { inputs } = find(objects, "Deployment", "mllp-server");
      assert.equal(at(inputs, `${server}.securityContext.readOnlyRootFilesystem`), false);
      assert.equal(inputs.metadata.annotations?.["bulwark.io/exemptions"], "mllp-writable-root");
    });

    it("keeps its data in prod when the stack goes (R-78)", () => {
      const { protect, retainOnDelete } = find(withVolume, "PersistentVolumeClaim", "mllp-data").options;
      assert.deepEqual([protect, retainOnDelete], [true, true]);
    });
  });

  describe("overrides", () => {
    it("reach the objects", async () => {
      const objects = await objectsOf(
        sufficient("dev", {
          "mllp:extraEnv": { READ_TIMEOUT: "60s" },
          "mllp:shutdownTimeout": "60s",
          "mllp:restartedAt": "2026-01-31T12:00:00Z",
          "bulwark:imagePullSecrets": ["registry-credentials"],
          "mllp:resources": { limits: { memory: "256Mi" } },
        }),
      );
      const { inputs } = find(objects, "Deployment", "mllp-server");
      const { data } = find(objects, "ConfigMap", "mllp-server-config").inputs as unknown as {
        data: Record<string, string>;
      };
      assert.deepEqual([data["READ_TIMEOUT"], data["SHUTDOWN_TIMEOUT"]], ["60s", "60s"]);
      assert.equal(at(inputs, `${pod}.terminationGracePeriodSeconds`), 75);
      assert.deepEqual(at(inputs, `${pod}.imagePullSecrets`), [{ name: "registry-credentials" }]);
      assert.equal(at(inputs, `${server}.resources.limits.memory`), "256Mi");
      const annotations = at(inputs, "spec.template.metadata.annotations") as Record<string, string>;
      assert.equal(annotations["bulwark.io/restarted-at"], "2026-01-31T12:00:00Z");
    });

    it("an image is pulled by its digest", () => {
      const image = at(find(stack("prod"), "Deployment", "mllp-server").inputs, `${server}.image`);
      assert.equal(image, `registry.example.com/mllp-server@${DIGEST}`);
    });

    it("client namespaces are labelled by a patch that owns nothing else (W-20)", async () => {
      const objects = await objectsOf(sufficient("dev", { "mllp:clientNamespaces": ["hl7-sender"] }));
      assert.deepEqual(find(objects, "NamespacePatch", "hl7-sender").inputs.metadata, {
        name: "hl7-sender",
        labels: { "network-policy/mllp-client": "true" },
      });
    });
  });
});
