import { testRule } from "../../support/rule-cases";
import { named } from "../../support/objects";

const annotation = "metadata.annotations.eks~amazonaws~com/role-arn";
const system = "metadata.labels.app~kubernetes~io/part-of";
const arn = "arn:aws:iam::123456789012:role/appointment-prod-booking";
const account = {
  type: "kubernetes:core/v1:ServiceAccount",
  object: {
    ...named("v1", "ServiceAccount", {}),
    metadata: {
      name: "booking-service",
      namespace: "team",
      labels: { "app.kubernetes.io/part-of": "appointment" },
      annotations: { "eks.amazonaws.com/role-arn": arn },
    },
  },
};

testRule("cloud-roles", {
  ...account,
  passing: [["another system without one", { [system]: "mllp", [annotation]: undefined }]],
  failing: [
    ["another system", { [system]: "mllp" }, annotation],
    ["no system", { [system]: undefined }, annotation],
    ["what is no ARN", { [annotation]: "booking" }, annotation],
    ["the ARN of a user", { [annotation]: "arn:aws:iam::123456789012:user/a" }, annotation],
  ],
  unknown: [annotation, system],
});

testRule("cloud-role-required", {
  ...account,
  passing: [["a service that needs none", { "metadata.name": "patient-service", [annotation]: undefined }]],
  failing: [["a service that needs one", { [annotation]: undefined }, annotation]],
  unknown: [annotation],
});
