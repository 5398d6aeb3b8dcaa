import { testPodRule } from "../../support/rule-cases";

testPodRule("unprivileged-ports", {
  passing: [["the first port above", { "spec.containers.0.ports.0.containerPort": 1025 }]],
  failing: [
    ["port 80", { "spec.containers.0.ports.0.containerPort": 80 }, "spec.containers.0.ports.0.containerPort"],
    ["port 1024", { "spec.containers.0.ports.0.containerPort": 1024 }, "spec.containers.0.ports.0.containerPort"],
    [
      "a second port, of an init container",
      { "spec.initContainers.0.ports": [{ containerPort: 8080 }, { containerPort: 443 }] },
      "spec.initContainers.0.ports.1.containerPort",
    ],
  ],
  unknown: ["spec.containers.0.ports.0.containerPort", "spec.containers.0.ports", "spec.containers"],
});
