import { testRule } from "../../support/rule-cases";
import { named } from "../../support/objects";

const service = {
  type: "kubernetes:core/v1:Service",
  object: named("v1", "Service", { spec: { type: "ClusterIP", selector: { app: "app" }, ports: [{ port: 80 }] } }),
};

testRule("service-type", {
  ...service,
  passing: [["a headless Service without a type", { "spec.type": undefined, "spec.clusterIP": "None" }]],
  failing: ["NodePort", "LoadBalancer", "ExternalName"].map(
    (type) => [type, { "spec.type": type }, "spec.type"] as const,
  ),
  unknown: ["spec.type"],
});

testRule("external-addresses", {
  ...service,
  passing: [["an empty list", { "spec.externalIPs": [] }]],
  failing: [
    ["an address of a node", { "spec.externalIPs": ["192.0.2.1"] }, "spec.externalIPs"],
    ["an address of a load balancer", { "spec.loadBalancerIP": "192.0.2.1" }, "spec.loadBalancerIP"],
  ],
  unknown: ["spec.externalIPs", "spec.loadBalancerIP"],
});
