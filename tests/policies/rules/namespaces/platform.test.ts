import { testRule } from "../../support/rule-cases";
import { compliantTemplate, wrap } from "../../support/objects";

const deployment = {
  type: "kubernetes:apps/v1:Deployment",
  object: wrap("kubernetes:apps/v1:Deployment", compliantTemplate()),
};
const namespace = "metadata.namespace";

testRule("platform-namespaces", {
  ...deployment,
  failing: ["istio-system", "velero", "bitvault-system", "ingress-nginx", "kube-system"].map(
    (name) => [name, { [namespace]: name }, namespace] as const,
  ),
  unknown: [namespace],
});

testRule("own-namespace", {
  ...deployment,
  failing: [
    ["the namespace default", { [namespace]: "default" }, namespace],
    ["none", { [namespace]: undefined }, namespace],
  ],
  unknown: [namespace],
});
