import { testPodRule } from "../../support/rule-cases";

testPodRule("explicit-user", {
  passing: [
    [
      "users of the containers in place of the pod's",
      {
        "spec.securityContext.runAsUser": undefined,
        "spec.initContainers.0.securityContext.runAsUser": 1,
        "spec.containers.0.securityContext.runAsUser": 1000,
        "spec.ephemeralContainers.0.securityContext.runAsUser": 1000,
      },
    ],
    ["a pod of Windows", { "spec.securityContext.runAsUser": undefined, "spec.os": { name: "windows" } }],
  ],
  failing: [
    [
      "a pod that leaves the user to its images",
      { "spec.securityContext.runAsUser": undefined },
      "spec.containers.0.securityContext.runAsUser",
    ],
    [
      "an init container that does",
      { "spec.securityContext.runAsUser": undefined, "spec.containers.0.securityContext.runAsUser": 1 },
      "spec.initContainers.0.securityContext.runAsUser",
    ],
  ],
  unknown: ["spec.securityContext.runAsUser", "spec.containers"],
});
