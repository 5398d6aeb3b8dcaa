import { testRule } from "../../support/rule-cases";
import { compliantTemplate, wrap } from "../../support/objects";

const strategy = "spec.strategy";
const rolling = `${strategy}.rollingUpdate`;

testRule("rolling-update", {
  type: "kubernetes:apps/v1:Deployment",
  object: wrap("kubernetes:apps/v1:Deployment", compliantTemplate()),
  passing: [
    ["Recreate", { [strategy]: { type: "Recreate" } }],
    ["RollingUpdate by name", { [`${strategy}.type`]: "RollingUpdate" }],
  ],
  failing: [
    ["Kubernetes' own strategy", { [strategy]: undefined }, `${rolling}.maxSurge`],
    ["one pod fewer", { [`${rolling}.maxUnavailable`]: 1 }, `${rolling}.maxUnavailable`],
    ["a quarter more", { [`${rolling}.maxSurge`]: "25%" }, `${rolling}.maxSurge`],
  ],
  unknown: [`${strategy}.type`, `${rolling}.maxSurge`, strategy],
});
