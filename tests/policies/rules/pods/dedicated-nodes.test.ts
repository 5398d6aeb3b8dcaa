import { testPodRule } from "../../support/rule-cases";

const toleration = { key: "workload", operator: "Equal", value: "search", effect: "NoSchedule" };
const search = {
  "metadata.labels.app~kubernetes~io/name": "search-service",
  "spec.tolerations": [toleration],
  "spec.nodeSelector": { workload: "search" },
};

testPodRule("dedicated-nodes", {
  passing: [
    ["the workload itself", search],
    ["a toleration of other nodes", { "spec.tolerations": [{ ...toleration, value: "batch" }] }],
    ["a toleration of another key", { "spec.tolerations": [{ key: "spot", operator: "Exists" }] }],
  ],
  failing: [
    ["another workload", { "spec.tolerations": [toleration] }, "spec.tolerations.0"],
    ["any value of the key", { "spec.tolerations": [{ key: "workload", operator: "Exists" }] }, "spec.tolerations.0"],
    ["any taint", { "spec.tolerations": [{ operator: "Exists" }] }, "spec.tolerations.0"],
    [
      "the workload without its node selector",
      { ...search, "spec.nodeSelector": undefined },
      "spec.nodeSelector.workload",
    ],
  ],
  unknown: [
    "spec.tolerations",
    [
      { ...search, "metadata.labels.app~kubernetes~io/name": "04da6b54-80e4-46f7-96ec-b56ff0331ba9" },
      "metadata.labels.app~kubernetes~io/name",
    ],
  ],
});
