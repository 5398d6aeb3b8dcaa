import type { PodSettings } from "../../components/builders/pod-settings";
import type { SecureDeploymentArgs } from "../../components/secure-deployment";
import type { Port, WorkloadIdentity } from "../../components/types";

/** The one port of the example workload. */
export const web: Port = { name: "web", number: 8080 };

/** An example workload. */
export const identity: WorkloadIdentity = {
  name: "shop",
  namespace: "shop-dev",
  partOf: "example",
  selector: { app: "shop" },
};

/** The smallest complete settings of a pod. */
export const settings: PodSettings = {
  user: { user: 1000, group: 1000 },
  container: {
    name: "shop",
    image: "registry.example.com/shop:v1",
    ports: [web],
    probes: {
      liveness: { tcp: web, periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3 },
      readiness: { tcp: web, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 2 },
    },
    resources: { requests: { cpu: "50m", memory: "32Mi" }, limits: { cpu: "250m", memory: "128Mi" } },
  },
  drain: { drainSeconds: 10, graceSeconds: 20 },
};

/** The smallest complete arguments of a SecureDeployment. */
export const deploymentArgs: SecureDeploymentArgs = {
  ...identity,
  ...settings,
  environment: "dev",
  replicas: 2,
  network: { policies: { ingress: "shop" }, flows: [] },
};

/** A stable release that can have a canary (SPEC 1.4.3). */
export const stableArgs: SecureDeploymentArgs = {
  ...deploymentArgs,
  name: "booking",
  selector: { "app.kubernetes.io/name": "booking", track: "stable" },
  group: { "app.kubernetes.io/name": "booking" },
  container: { ...settings.container, image: `registry.example.com/booking@sha256:${"a".repeat(64)}` },
  services: [{ name: "booking", ports: [{ target: web, port: 80 }] }],
};

/** Another image than that of {@link stableArgs}. */
export const canaryImage = `registry.example.com/booking@sha256:${"b".repeat(64)}`;
