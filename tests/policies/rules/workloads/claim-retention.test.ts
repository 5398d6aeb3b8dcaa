import { testRule } from "../../support/rule-cases";
import { compliantTemplate, wrap } from "../../support/objects";

const STATEFUL_SET = "kubernetes:apps/v1:StatefulSet";
const policy = "spec.persistentVolumeClaimRetentionPolicy";

testRule("claim-retention", {
  type: STATEFUL_SET,
  object: wrap(STATEFUL_SET, compliantTemplate()),
  passing: [
    ["both kept", { [policy]: { whenDeleted: "Retain", whenScaled: "Retain" } }],
    ["a policy that says nothing", { [policy]: {} }],
  ],
  failing: [
    ["claims that go with the set", { [policy]: { whenDeleted: "Delete" } }, `${policy}.whenDeleted`],
    [
      "claims that go with a pod",
      { [policy]: { whenDeleted: "Retain", whenScaled: "Delete" } },
      `${policy}.whenScaled`,
    ],
  ],
  unknown: [`${policy}.whenDeleted`, `${policy}.whenScaled`],
});
