import { merge } from "../../../components/merge";
import type { ServiceLayer } from "../service-values";
import type { AppointmentEnvironment, ServiceName } from "../values";

/** What one environment says: about every service, and over that about single ones. */
export interface EnvironmentLayer {
  readonly every: ServiceLayer;
  readonly services?: Readonly<Partial<Record<ServiceName, ServiceLayer>>>;
}

/**
 * The third layer, the seed's values-{env}.yaml (SPEC 1.4.2, 1.4.13). It comes after the services' own, so that staging
 * lowers booking's minimum too (C-33).
 */
export const environments: Readonly<Record<AppointmentEnvironment, EnvironmentLayer>> = {
  dev: {
    every: {
      strategy: "rolling",
      hpa: { minReplicas: 1, maxReplicas: 2 },
      // A budget beside one replica would stop every drain (C-04).
      minAvailable: 0,
      resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "256Mi" } },
      searchNodes: false,
    },
    services: { search: { resources: { limits: { memory: "512Mi" } } } },
  },
  staging: {
    every: {
      strategy: "rolling",
      hpa: { minReplicas: 2, maxReplicas: 4 },
      resources: { requests: { cpu: "100m", memory: "192Mi" }, limits: { memory: "384Mi" } },
    },
    services: { search: { resources: { limits: { memory: "1Gi" } } } },
  },
  prod: {
    every: {
      hpa: { minReplicas: 3, scaleDown: { stabilizationSeconds: 600 } },
      minAvailable: 2,
      resources: { requests: { cpu: "250m", memory: "256Mi" }, limits: { memory: "512Mi" } },
    },
    services: { search: { resources: { limits: { memory: "2Gi" } } } },
  },
};

/** What an environment says about one service. */
export function environmentLayer(environment: AppointmentEnvironment, service: ServiceName): ServiceLayer {
  const { every, services = {} } = environments[environment];
  return merge(every, services[service]) as ServiceLayer;
}
