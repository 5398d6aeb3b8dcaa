import { UNKNOWN_TEXT } from "../../support/pack";
import { testStackRule } from "../../support/stack-cases";

testStackRule("distinct-selectors", {
  passing: [
    [
      "the same labels in another namespace",
      { worker: { "metadata.namespace": "other", "spec.selector.matchLabels.app": "web" } },
    ],
  ],
  failing: [
    ["the same labels", { worker: { "spec.selector.matchLabels.app": "web" } }, "Deployment worker", "spec.selector"],
    ["a selector of all pods", { worker: { "spec.selector": {} } }, "Deployment worker", "spec.selector"],
  ],
  unknown: [["a selector", { worker: { "spec.selector": UNKNOWN_TEXT } }, "Deployment worker"]],
});
