/** A program of any size, made of the components that the systems are made of. */
import { Provider } from "@pulumi/kubernetes";
import { DisruptionBudget } from "../../components/disruption-budget";
import { HorizontalAutoscaler } from "../../components/horizontal-autoscaler";
import { SecureDeployment } from "../../components/secure-deployment";
import { SecureNamespace } from "../../components/secure-namespace";
import type { Port, WorkloadIdentity } from "../../components/types";

/** The namespace that holds them all. */
export const NAMESPACE = "bench-services";

const http: Port = { name: "http", number: 8080 };

/** Small, so that the pods of some hundred services fit on the lab's nodes. */
const resources = { requests: { cpu: "10m", memory: "16Mi" }, limits: { cpu: "50m", memory: "32Mi" } } as const;
const probe = { periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3 };

/**
 * Declares a namespace with `count` services in it: of each a Deployment with ServiceAccount, ConfigMap, NetworkPolicy and
 * Service, a budget and an autoscaler.
 */
export function services(count: number): void {
  const provider = new Provider("cluster", {});
  const namespace = new SecureNamespace(
    NAMESPACE,
    { name: NAMESPACE, system: "bench", environment: "dev" },
    { providers: [provider] },
  );
  for (let index = 0; index < count; index++) declare(`service-${index}`, namespace, provider);
}

function declare(name: string, namespace: SecureNamespace, provider: Provider): void {
  const options = { providers: [provider], dependsOn: [namespace] };
  const workload: WorkloadIdentity = { name, namespace: NAMESPACE, partOf: "bench", selector: { app: name } };
  const deployment = new SecureDeployment(
    name,
    {
      ...workload,
      environment: "dev",
      replicas: 1,
      autoscaled: true,
      user: { user: 1000, group: 1000 },
      container: {
        name: "service",
        image: "registry.example.com/service:v1",
        ports: [http],
        probes: {
          liveness: { http, path: "/health", ...probe },
          readiness: { http, path: "/ready", ...probe },
        },
        resources,
      },
      drain: { drainSeconds: 10, graceSeconds: 20 },
      config: { name, data: { MODE: "fast" } },
      services: [{ name, ports: [{ target: http }] }],
      network: {
        policies: { ingress: name },
        flows: [{ from: { namespace: NAMESPACE }, to: { workload }, ports: [http] }],
      },
    },
    options,
  );
  const budget = { maxUnavailable: 1 };
  new DisruptionBudget(`${name}-budget`, { workload, environment: "dev", budget, smallestReplicas: 1 }, options);
  new HorizontalAutoscaler(
    `${name}-autoscaler`,
    { workload, minReplicas: 1, maxReplicas: 2, metrics: [{ resource: "cpu", utilizationPercent: 70 }] },
    { providers: [provider], dependsOn: [namespace, deployment] },
  );
}
