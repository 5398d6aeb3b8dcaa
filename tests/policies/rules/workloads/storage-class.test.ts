import { testRule } from "../../support/rule-cases";
import { compliantTemplate, named, set, wrap } from "../../support/objects";

const STATEFUL_SET = "kubernetes:apps/v1:StatefulSet";
const template = { metadata: { name: "data" }, spec: { storageClassName: "fast-ssd" } };
const ofSet = "spec.volumeClaimTemplates.0.spec.storageClassName";
const ofClaim = "spec.storageClassName";

testRule("storage-class", {
  type: STATEFUL_SET,
  object: set(wrap(STATEFUL_SET, compliantTemplate()), "spec.volumeClaimTemplates", [template]),
  failing: [
    ["the default class", { [ofSet]: undefined }, ofSet],
    ["a class without a name", { [ofSet]: "" }, ofSet],
  ],
  unknown: [ofSet, "spec.volumeClaimTemplates"],
});

testRule("storage-class", {
  type: "kubernetes:core/v1:PersistentVolumeClaim",
  object: named("v1", "PersistentVolumeClaim", { spec: { storageClassName: "fast-ssd" } }),
  passing: [["a claim to one volume", { [ofClaim]: undefined, "spec.volumeName": "volume-1" }]],
  failing: [["the default class", { [ofClaim]: undefined }, ofClaim]],
  unknown: [ofClaim],
});
