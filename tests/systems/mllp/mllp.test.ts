import assert from "node:assert/strict";

import { compareQuantities } from "../../../config/primitives/quantity";
import { at, find, identity, objectsOf, type RegisteredObject } from "../evaluate";
import { DIGEST } from "../example-keys";
import { alone } from "../sufficient";
import { constants, differences, environments, everywhere, pod, server, type Environment } from "./figures";

const sufficient = alone("mllp");

type Objects = readonly RegisteredObject[];
describe("MLLP", () => {
  const stacks = new Map<Environment, Objects>();
  const stack = (environment: Environment): Objects => stacks.get(environment)!;

  before(async () => {
    for (const environment of environments) {
      stacks.set(environment, await objectsOf(sufficient(environment)));
    }
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
