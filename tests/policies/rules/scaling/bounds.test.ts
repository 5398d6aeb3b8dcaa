import { testRule } from "../../support/rule-cases";
import { named } from "../../support/objects";

const target = { apiVersion: "apps/v1", kind: "Deployment", name: "app" };
const hpa = {
  type: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
  object: named("autoscaling/v2", "HorizontalPodAutoscaler", {
    spec: { scaleTargetRef: target, minReplicas: 2, maxReplicas: 10, metrics: [{ type: "Resource" }] },
  }),
};
const scaledObject = {
  type: "kubernetes:keda.sh/v1alpha1:ScaledObject",
  object: named("keda.sh/v1alpha1", "ScaledObject", {
    spec: { scaleTargetRef: target, minReplicaCount: 2, maxReplicaCount: 20, triggers: [{ type: "cron" }] },
  }),
};

testRule("scaling-bounds", {
  ...hpa,
  passing: [["Kubernetes' own minimum", { "spec.minReplicas": undefined }]],
  failing: [
    ["a minimum at the maximum", { "spec.minReplicas": 10 }, "spec.minReplicas"],
    ["a maximum of one", { "spec.minReplicas": undefined, "spec.maxReplicas": 1 }, "spec.minReplicas"],
    ["no maximum", { "spec.maxReplicas": undefined }, "spec.maxReplicas"],
  ],
  unknown: ["spec.minReplicas", "spec.maxReplicas"],
});

testRule("scaling-bounds", {
  ...scaledObject,
  passing: [["KEDA's own bounds", { "spec.minReplicaCount": undefined, "spec.maxReplicaCount": undefined }]],
  failing: [["a minimum above the maximum", { "spec.minReplicaCount": 21 }, "spec.minReplicaCount"]],
  unknown: ["spec.minReplicaCount"],
});

testRule("scaling-signals", {
  ...hpa,
  passing: [
    ["a metric of the first version", { "spec.metrics": undefined, "spec.targetCPUUtilizationPercentage": 70 }],
  ],
  failing: [
    ["no metrics", { "spec.metrics": undefined }, "spec.metrics"],
    ["an empty list", { "spec.metrics": [] }, "spec.metrics"],
  ],
  unknown: ["spec.metrics"],
});

testRule("scaling-signals", {
  ...scaledObject,
  failing: [["no triggers", { "spec.triggers": [] }, "spec.triggers"]],
  unknown: ["spec.triggers"],
});
