/** nothing is reachable from outside but through the gateway or the Ingress. */
import { isKind } from "../../kubernetes/kinds";
import { elements, isUnknown } from "../../values/field";
import { rule, type ObjectRule } from "../rule";

export const serviceType: ObjectRule = {
  rule: rule({
    name: "service-type",
    number: "R-76",
    title: "Services are ClusterIP or headless",
    severity: "high",
    frameworks: { nsa: "Network separation and hardening", hipaa: "164.312(e)(1)" },
    tags: ["network", "exposure"],
    remedy: "Remove type, and publish the Service through the gateway or an Ingress.",
  }),
  concerns: (type) => isKind(type, "", "Service"),
  check: (judged, report) => {
    report.restrict(judged.at("spec", "type"), (value) => value === "ClusterIP", "ClusterIP or unset");
  },
};

export const externalAddresses: ObjectRule = {
  rule: rule({
    name: "external-addresses",
    number: "X-08",
    title: "Services claim no addresses of nodes or load balancers",
    severity: "high",
    frameworks: { nsa: "Network separation and hardening", hipaa: "164.312(e)(1)" },
    tags: ["network", "exposure"],
    remedy: "Remove externalIPs and loadBalancerIP; whoever may set them can take over traffic of others.",
  }),
  concerns: (type) => isKind(type, "", "Service"),
  check: (judged, report) => {
    const addresses = judged.at("spec", "externalIPs");
    if (isUnknown(addresses) || elements(addresses).length > 0) {
      report.restrict(addresses, () => false, "unset");
    }
    report.restrict(judged.at("spec", "loadBalancerIP"), () => false, "unset");
  },
};
