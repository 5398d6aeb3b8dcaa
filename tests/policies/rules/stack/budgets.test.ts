import { UNKNOWN_TEXT } from "../../support/pack";
import { smallStack } from "../../support/small-stack";
import { testStackRule } from "../../support/stack-cases";

const labels = "spec.template.metadata.labels";
const selector = "spec.selector";

testStackRule("disruption-budget", {
  passing: [["a workload of one pod", { filesBudget: undefined }]],
  failing: [
    ["a service of several pods without one", { budget: undefined }, "Deployment web", labels],
    ["a budget of others", { budget: { [`${selector}.matchLabels.app`]: "other" } }, "Deployment web", labels],
    ["several pods without an autoscaler", { files: { "spec.replicas": 2 } }, "Deployment files", labels],
  ],
  unknown: [
    ["the least number of pods", { hpa: { "spec.minReplicas": UNKNOWN_TEXT } }, "Deployment web"],
    ["the selector", { budget: { [`${selector}.matchLabels.app`]: UNKNOWN_TEXT } }, "Deployment web"],
  ],
});

const least = "spec.minAvailable";
testStackRule("budget-allows-drain", {
  passing: [
    ["half of the pods", { budget: { [least]: "50%" } }],
    ["one pod less", { budget: { [least]: 1 } }],
  ],
  failing: [
    ["all pods", { budget: { [least]: 2 } }, "PodDisruptionBudget web", least],
    ["a percentage that is rounded up to all", { budget: { [least]: "51%" } }, "PodDisruptionBudget web", least],
    [
      "no pod at all that may go",
      { workerBudget: { "spec.maxUnavailable": 0 } },
      "PodDisruptionBudget worker",
      "spec.maxUnavailable",
    ],
    [
      "as many as the minimum of an autoscaler",
      { budget: { [least]: 1 }, hpa: { "spec.minReplicas": 1 } },
      "PodDisruptionBudget web",
      least,
    ],
  ],
  unknown: [["the number", { budget: { [least]: UNKNOWN_TEXT } }, "PodDisruptionBudget web"]],
});

const second = {
  ...smallStack["budget"]!,
  name: "second",
  object: { ...smallStack["budget"]!.object, metadata: { name: "second", namespace: "team" } },
};
testStackRule("one-budget", {
  failing: [["pods of two budgets", { second }, "PodDisruptionBudget second", selector]],
  unknown: [],
});

testStackRule("budget-targets", {
  failing: [
    [
      "a budget of nothing",
      { budget: { [`${selector}.matchLabels.app`]: "other" } },
      "PodDisruptionBudget web",
      selector,
    ],
  ],
  unknown: [["the selector", { budget: { [selector]: UNKNOWN_TEXT } }, "PodDisruptionBudget web"]],
});
