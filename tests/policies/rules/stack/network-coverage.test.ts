import { UNKNOWN_TEXT } from "../../support/pack";
import { testStackRule } from "../../support/stack-cases";

const labels = "spec.template.metadata.labels";
const name = "metadata.name";

testStackRule("default-deny", {
  passing: [["a namespace of the platform", { namespace: { [name]: "velero" } }]],
  failing: [
    ["a namespace without one", { deny: undefined }, "Namespace team", name],
    ["one that is silent on egress", { deny: { "spec.policyTypes": ["Ingress"] } }, "Namespace team", name],
    ["one that says nothing of directions", { deny: { "spec.policyTypes": undefined } }, "Namespace team", name],
    ["one for some pods", { deny: { "spec.podSelector": { matchLabels: { app: "web" } } } }, "Namespace team", name],
    ["one with a rule", { deny: { "spec.ingress": [{}] } }, "Namespace team", name],
    ["one in another namespace", { deny: { "metadata.namespace": "other" } }, "Namespace team", name],
  ],
  unknown: [
    ["the selector", { deny: { "spec.podSelector": UNKNOWN_TEXT } }, "Namespace team"],
    ["a type", { deny: { "spec.policyTypes": UNKNOWN_TEXT } }, "Namespace team"],
  ],
});

testStackRule("own-network-policy", {
  failing: [
    ["a workload without one", { webPolicy: undefined }, "Deployment web", labels],
    ["one that selects others", { webPolicy: { "spec.podSelector.matchLabels.app": "a" } }, "Deployment web", labels],
  ],
  unknown: [
    ["the selector", { webPolicy: { "spec.podSelector.matchLabels.app": UNKNOWN_TEXT } }, "Deployment web"],
    ["a label", { web: { [`${labels}.app`]: UNKNOWN_TEXT } }, "Deployment web"],
  ],
});

const closedOnlyIn = { "spec.policyTypes": ["Ingress"], "spec.egress": undefined };
testStackRule("closed-pods", {
  passing: [["what its own policy closes", { deny: undefined }]],
  failing: [
    ["what is open to the outside", { deny: undefined, webPolicy: closedOnlyIn }, "Deployment web", labels],
    ["what is open to all", { deny: undefined, filesPolicy: undefined }, "Deployment files", labels],
  ],
  unknown: [["a type", { deny: { "spec.policyTypes": UNKNOWN_TEXT }, webPolicy: closedOnlyIn }, "Deployment web"]],
});

const label = "metadata.labels.network-policy/mllp-client";
testStackRule("server-namespaces", {
  passing: [["a namespace without Services", { namespace: { [label]: "true" }, webService: undefined }]],
  failing: [["a namespace of servers", { namespace: { [label]: "true" } }, "Namespace team", label]],
  unknown: [["the label", { namespace: { [label]: UNKNOWN_TEXT } }, "Namespace team"]],
});
