import { hardened } from "../../common/pod-security";
import type { ServiceValues } from "../service-values";

/** The first layer, the seed's values.yaml: what holds for every service until a later layer says otherwise (SPEC 1.4.2). */
export const base: ServiceValues = {
  strategy: "rolling",
  // SPEC 1.4.3 (proposal, G-45).
  port: 3000,
  servicePort: 80,
  // SPEC 1.4.4.
  security: { ...hardened, runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 },
  // SPEC 1.4.6; every environment decides the minimum, which must be above the budget of this layer.
  hpa: {
    minReplicas: 2,
    maxReplicas: 10,
    cpuPercent: 70,
    memoryPercent: 80,
    scaleUp: { pods: 2, periodSeconds: 60, stabilizationSeconds: 0 },
    scaleDown: { pods: 1, periodSeconds: 60, stabilizationSeconds: 300 },
  },
  // SPEC 1.4.2.
  minAvailable: 1,
  // SPEC 1.4.13; the smallest ones, every environment says its own.
  resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "256Mi" } },
  searchNodes: false,
  // G-06.
  probes: {
    liveness: { path: "/health", initialDelaySeconds: 15, periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3 },
    readiness: { path: "/ready", initialDelaySeconds: 5, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 2 },
    // G-08: off; five minutes where it is on, as of bitvaultd.
    startup: {
      enabled: false,
      path: "/health",
      initialDelaySeconds: 0,
      periodSeconds: 5,
      timeoutSeconds: 3,
      failureThreshold: 60,
    },
  },
  // G-39.
  shutdown: { preStopSeconds: 5, drainSeconds: 30, graceSeconds: 40 },
  callers: [],
  destinations: [],
  needsRole: false,
  ingress: { enabled: false },
};
