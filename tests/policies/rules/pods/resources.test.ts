import { testPodRule } from "../../support/rule-cases";

const lists = ["containers", "initContainers"];

testPodRule("resources", {
  passing: [["quantities that are numbers", { "spec.containers.0.resources.limits.memory": 134217728 }]],
  failing: lists.flatMap((list) =>
    ["requests.cpu", "requests.memory", "limits.memory"].map((part) => {
      const path = `spec.${list}.0.resources.${part}`;
      return [`${list} without ${part}`, { [path]: undefined }, path] as const;
    }),
  ),
  unknown: ["spec.containers.0.resources.requests.cpu", "spec.initContainers.0.resources", "spec.containers"],
});

testPodRule("cpu-limit", {
  failing: lists.map((list) => {
    const path = `spec.${list}.0.resources.limits.cpu`;
    return [`${list} without one`, { [path]: undefined }, path] as const;
  }),
  unknown: ["spec.containers.0.resources.limits.cpu", "spec.containers.0.resources.limits"],
});
