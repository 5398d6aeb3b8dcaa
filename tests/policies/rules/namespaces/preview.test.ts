import { namespaceLabels } from "../../../../policies/rules/namespaces/pod-security-labels";
import { testRule } from "../../support/rule-cases";

const name = "metadata.name";
const label = "metadata.labels.bulwark~io/environment";

testRule("preview-namespaces", {
  type: "kubernetes:core/v1:Namespace",
  stack: "preview-pr-7",
  object: {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "bitvault-preview-pr-7", labels: { ...namespaceLabels, "bulwark.io/environment": "preview" } },
  },
  passing: [["a namespace of prod", { [name]: "bitvault-prod", [label]: "prod" }]],
  failing: [
    ["another name", { [name]: "bitvault-pr-7" }, name],
    ["no number", { [name]: "bitvault-preview-pr-" }, name],
    ["the number 0", { [name]: "bitvault-preview-pr-0" }, name],
    ["something behind the number", { [name]: "bitvault-preview-pr-7-a" }, name],
    ["a preview that is labelled as prod", { [label]: "prod" }, label],
    ["a preview without a label", { [label]: undefined }, label],
  ],
  unknown: [name, label],
});
