import { UNKNOWN_TEXT } from "../../support/pack";
import { testStackRule } from "../../support/stack-cases";

testStackRule("single-writer", {
  passing: [
    ["a volume for many nodes", { claim: { "spec.accessModes": ["ReadWriteMany"] }, files: { "spec.replicas": 3 } }],
  ],
  failing: [
    ["two pods", { files: { "spec.replicas": 2 } }, "Deployment files", "spec.replicas"],
    [
      "a roll-out beside the old pod",
      { files: { "spec.strategy.type": undefined } },
      "Deployment files",
      "spec.strategy.type",
    ],
    [
      "an autoscaler",
      { hpa: { "spec.scaleTargetRef.name": "files" } },
      "HorizontalPodAutoscaler web",
      "spec.scaleTargetRef.name",
    ],
  ],
  unknown: [["the number of pods", { files: { "spec.replicas": UNKNOWN_TEXT } }, "Deployment files"]],
});
