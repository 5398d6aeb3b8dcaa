import { testPodRule } from "../../support/rule-cases";

testPodRule("own-service-account", {
  failing: [
    ["no service account", { "spec.serviceAccountName": undefined }, "spec.serviceAccountName"],
    ["the default one by name", { "spec.serviceAccountName": "default" }, "spec.serviceAccountName"],
  ],
  unknown: ["spec.serviceAccountName"],
});
