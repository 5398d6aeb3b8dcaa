import { UNKNOWN_TEXT } from "../../support/pack";
import { testStackRule } from "../../support/stack-cases";

testStackRule("mesh-mtls", {
  passing: [
    [
      "a namespace outside of the mesh",
      { namespace: { "metadata.labels.istio-injection": undefined }, mtls: undefined },
    ],
  ],
  failing: [
    ["a namespace without one", { mtls: undefined }, "Namespace team", "metadata.name"],
    [
      "one for some pods",
      { mtls: { "spec.selector": { matchLabels: { app: "web" } } } },
      "Namespace team",
      "metadata.name",
    ],
    [
      "the ambient mesh",
      {
        mtls: undefined,
        namespace: {
          "metadata.labels.istio-injection": undefined,
          "metadata.labels.istio~io/dataplane-mode": "ambient",
        },
      },
      "Namespace team",
      "metadata.name",
    ],
  ],
  unknown: [["the mode", { mtls: { "spec.mtls.mode": UNKNOWN_TEXT } }, "Namespace team"]],
});
