import { UNKNOWN_TEXT } from "../../support/pack";
import { testStackRule } from "../../support/stack-cases";

const selector = "spec.selector.matchLabels.app";
const endpoint = "spec.endpoints.0.port";
const podEndpoint = "spec.podMetricsEndpoints";

testStackRule("monitor-targets", {
  passing: [
    [
      "all namespaces, of which not all are known",
      { serviceMonitor: { "spec.namespaceSelector": { any: true }, [selector]: "other" } },
    ],
  ],
  failing: [
    ["a ServiceMonitor of nothing", { serviceMonitor: { [selector]: "other" } }, "ServiceMonitor web", "spec.selector"],
    [
      "a port that the Service does not have",
      { serviceMonitor: { [endpoint]: "metrics" } },
      "ServiceMonitor web",
      endpoint,
    ],
    [
      "another namespace",
      { serviceMonitor: { "spec.namespaceSelector": { matchNames: ["other"] } } },
      "ServiceMonitor web",
      "spec.selector",
    ],
    ["a PodMonitor of nothing", { podMonitor: { [selector]: "other" } }, "PodMonitor web", "spec.selector"],
    [
      "a port that the pods do not have",
      { podMonitor: { [`${podEndpoint}.0.port`]: "metrics" } },
      "PodMonitor web",
      `${podEndpoint}.0.port`,
    ],
    [
      "the proxy's port outside of the mesh",
      { namespace: { "metadata.labels.istio-injection": undefined } },
      "PodMonitor web",
      `${podEndpoint}.1.port`,
    ],
  ],
  unknown: [
    ["the selector", { serviceMonitor: { "spec.selector": UNKNOWN_TEXT } }, "ServiceMonitor web"],
    ["the port", { podMonitor: { [`${podEndpoint}.0.port`]: UNKNOWN_TEXT } }, "PodMonitor web"],
  ],
});
