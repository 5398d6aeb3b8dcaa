import { UNKNOWN_TEXT } from "../../support/pack";
import { smallStack } from "../../support/small-stack";
import { testStackRule } from "../../support/stack-cases";

const target = "spec.scaleTargetRef.name";

testStackRule("scale-targets", {
  failing: [
    ["an HPA of nothing", { hpa: { [target]: "other" } }, "HorizontalPodAutoscaler web", target],
    [
      "an HPA of another kind",
      { hpa: { "spec.scaleTargetRef.kind": "StatefulSet" } },
      "HorizontalPodAutoscaler web",
      target,
    ],
    ["a ScaledObject of nothing", { worker: undefined }, "ScaledObject worker", target],
  ],
  unknown: [
    ["the name", { hpa: { [target]: UNKNOWN_TEXT } }, "HorizontalPodAutoscaler web"],
    ["the name of a workload", { web: { "metadata.name": UNKNOWN_TEXT } }, "HorizontalPodAutoscaler web"],
  ],
});

testStackRule("one-scaler", {
  failing: [
    ["a workload of an HPA and a ScaledObject", { scaledObject: { [target]: "web" } }, "ScaledObject worker", target],
    [
      "a workload of two HPAs",
      {
        second: {
          ...smallStack["hpa"]!,
          name: "second",
          object: { ...smallStack["hpa"]!.object, metadata: { name: "second", namespace: "team" } },
        },
      },
      "HorizontalPodAutoscaler second",
      target,
    ],
  ],
  unknown: [],
});

const request = "spec.template.spec.containers.0.resources.requests.cpu";
const limit = "spec.template.spec.containers.0.resources.limits.cpu";
testStackRule("utilization-requests", {
  passing: [
    ["a limit, which stands in for the request", { web: { [request]: undefined } }],
    [
      "an average value",
      {
        web: { [request]: undefined, [limit]: undefined },
        hpa: { "spec.metrics.0.resource.target.type": "AverageValue" },
      },
    ],
  ],
  failing: [["a container without", { web: { [request]: undefined, [limit]: undefined } }, "Deployment web", request]],
  unknown: [["the request", { web: { [request]: UNKNOWN_TEXT } }, "Deployment web"]],
});

testStackRule("replicas-left-alone", {
  passing: [["no replicas at all", { web: { "spec.replicas": undefined } }]],
  failing: [
    [
      "what an update would scale back",
      { web: { ignoreChanges: [] } },
      "Deployment web",
      "the resource option ignoreChanges",
    ],
    [
      "other fields that are ignored",
      { worker: { ignoreChanges: ["spec.paused"] } },
      "Deployment worker",
      "the resource option ignoreChanges",
    ],
    [
      "a start above the minimum",
      { web: { ignoreChanges: [], "spec.replicas": 3 } },
      "Deployment web",
      "spec.replicas",
    ],
  ],
  unknown: [["the minimum", { hpa: { "spec.minReplicas": UNKNOWN_TEXT } }, "Deployment web"]],
});

const reference = "spec.triggers.0.authenticationRef";
testStackRule("trigger-authentications", {
  passing: [
    [
      "what the cluster has for all",
      { scaledObject: { [reference]: { kind: "ClusterTriggerAuthentication", name: "a" } } },
    ],
  ],
  failing: [
    ["none of that name", { scaledObject: { [reference]: { name: "a" } } }, "ScaledObject worker", `${reference}.name`],
  ],
  unknown: [["the name", { scaledObject: { [reference]: { name: UNKNOWN_TEXT } } }, "ScaledObject worker"]],
});
