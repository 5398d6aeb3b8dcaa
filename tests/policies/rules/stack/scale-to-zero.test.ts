import { UNKNOWN_TEXT } from "../../support/pack";
import { testStackRule } from "../../support/stack-cases";

const minimum = "spec.minReplicaCount";
const idle = "spec.idleReplicaCount";
const labels = { "spec.selector": { matchLabels: { app: "nobody" } } };

testStackRule("scale-to-zero", {
  passing: [
    ["one pod at least", { scaledObject: { [minimum]: 1 } }],
    ["Kubernetes' own minimum, which is 1", { hpa: { "spec.minReplicas": undefined } }],
    ["a worker that nobody counts on", { scaledObject: { [minimum]: 0 }, workerBudget: undefined }],
    ["a worker that the budget does not select", { scaledObject: { [minimum]: 0 }, workerBudget: labels }],
    ["a target that is not there, which is another rule's concern", { worker: undefined }],
  ],
  failing: [
    ["none of what has a budget", { scaledObject: { [minimum]: 0 } }, "ScaledObject worker", minimum],
    ["KEDA's own minimum", { scaledObject: { [minimum]: undefined } }, "ScaledObject worker", minimum],
    ["none while nothing is to be done", { scaledObject: { [idle]: 0 } }, "ScaledObject worker", idle],
    [
      "none of what has a Service",
      { hpa: { "spec.minReplicas": 0 }, budget: undefined },
      "HorizontalPodAutoscaler web",
      "spec.minReplicas",
    ],
    [
      "none of what has a Service, whatever the budget may select",
      { hpa: { "spec.minReplicas": 0 }, budget: { "spec.selector": UNKNOWN_TEXT } },
      "HorizontalPodAutoscaler web",
      "spec.minReplicas",
    ],
  ],
  unknown: [
    ["the minimum", { scaledObject: { [minimum]: UNKNOWN_TEXT } }, "ScaledObject worker"],
    ["the idle count", { scaledObject: { [idle]: UNKNOWN_TEXT } }, "ScaledObject worker"],
    [
      "whether the budget selects the pods",
      { scaledObject: { [minimum]: 0 }, workerBudget: { "spec.selector": UNKNOWN_TEXT } },
      "ScaledObject worker",
    ],
  ],
});
