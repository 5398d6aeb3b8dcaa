import { testPodRule } from "../../support/rule-cases";

const add = "spec.containers.0.securityContext.capabilities.add";
const profile = "spec.securityContext.seccompProfile";
const own = { type: "RuntimeDefault" };

testPodRule("added-capabilities", {
  passing: [["an empty list", { [add]: [] }]],
  failing: [
    ["the one that the profile allows", { [add]: ["NET_BIND_SERVICE"] }, `${add}.0`],
    [
      "that of an init container",
      { "spec.initContainers.0.securityContext.capabilities.add": ["NET_BIND_SERVICE"] },
      "spec.initContainers.0.securityContext.capabilities.add.0",
    ],
  ],
  unknown: [[{ [add]: ["04da6b54-80e4-46f7-96ec-b56ff0331ba9"] }, `${add}.0`]],
});

testPodRule("pod-seccomp-profile", {
  passing: [["a pod of Windows", { [profile]: undefined, "spec.os": { name: "windows" } }]],
  failing: [
    [
      "profiles of the containers alone",
      {
        [profile]: undefined,
        "spec.initContainers.0.securityContext.seccompProfile": own,
        "spec.containers.0.securityContext.seccompProfile": own,
        "spec.ephemeralContainers.0.securityContext.seccompProfile": own,
      },
      `${profile}.type`,
    ],
  ],
  unknown: [`${profile}.type`, profile],
});
