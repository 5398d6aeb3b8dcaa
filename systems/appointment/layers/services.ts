import type { ServiceLayer } from "../service-values";
import type { ServiceName } from "../values";

/** The second layer, the seed's values-{service}.yaml (SPEC 1.4.2, 1.4.6, 1.4.9). */
export const services: Readonly<Record<ServiceName, ServiceLayer>> = {
  booking: {
    strategy: "canary",
    hpa: { minReplicas: 3, maxReplicas: 20 },
    destinations: ["rds", "msk"],
    needsRole: true,
  },
  availability: {
    strategy: "canary",
    // The pre-check of a booking (SPEC 1.8, G-11).
    callers: ["booking"],
  },
  patient: { strategy: "canary" },
  search: {
    hpa: { minReplicas: 3, maxReplicas: 30 },
    searchNodes: true,
    destinations: ["openSearch"],
    needsRole: true,
  },
  // An asynchronous consumer of MSK (C-35); its role is configuration.
  notification: { destinations: ["msk"] },
  practitioner: {},
};
