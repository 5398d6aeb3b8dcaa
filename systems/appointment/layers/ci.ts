import type { ByteQuantity, CpuQuantity } from "../../../config/primitives/quantity";
import type { ServiceKeys } from "../schema";
import type { ServiceLayer } from "../service-values";

/**
 * The fourth layer, the seed's --set flags: what the stack file says about one service, by hand or by CI (SPEC 1.4.2).
 * The schema has checked the quantities; it has no key of the security settings, so nothing can loosen them here.
 */
export function ciLayer({
  strategy,
  port,
  servicePort,
  hpa,
  minAvailable,
  resources,
  searchNodes,
  probes,
  callers,
  destinations,
  ingress,
}: ServiceKeys): ServiceLayer {
  return {
    strategy,
    port,
    servicePort,
    hpa,
    minAvailable,
    resources: {
      requests: {
        cpu: resources?.requests?.cpu as CpuQuantity | undefined,
        memory: resources?.requests?.memory as ByteQuantity | undefined,
      },
      limits: { memory: resources?.limits?.memory as ByteQuantity | undefined },
    },
    searchNodes,
    probes,
    callers,
    destinations,
    ingress,
  };
}
