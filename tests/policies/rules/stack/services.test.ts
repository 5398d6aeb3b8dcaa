import { UNKNOWN_TEXT } from "../../support/pack";
import { testStackRule } from "../../support/stack-cases";

const port = "spec.ports.0";

testStackRule("service-pods", {
  passing: [
    ["a Service whose endpoints somebody else makes", { webService: { "spec.selector": undefined } }],
    ["the number of a port", { webService: { [`${port}.targetPort`]: 8080 } }],
  ],
  failing: [
    ["a Service of nothing", { webService: { "spec.selector.app": "other" } }, "Service web", "spec.selector"],
    [
      "a port that the pods do not have",
      { webService: { [`${port}.targetPort`]: "grpc" } },
      "Service web",
      `${port}.targetPort`,
    ],
    [
      "a port that stands for both",
      { webService: { [`${port}.targetPort`]: undefined } },
      "Service web",
      `${port}.port`,
    ],
  ],
  unknown: [
    ["the selector", { webService: { "spec.selector": UNKNOWN_TEXT } }, "Service web"],
    ["the port", { webService: { [`${port}.targetPort`]: UNKNOWN_TEXT } }, "Service web"],
  ],
});
