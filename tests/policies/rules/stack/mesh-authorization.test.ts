import type { JsonObject } from "../../support/objects";
import { UNKNOWN_TEXT, type Resource } from "../../support/pack";
import { testStackRule } from "../../support/stack-cases";
import { smallStack } from "../../support/small-stack";

const action = "spec.action";
const labels = "spec.template.metadata.labels";
const web = ["Deployment web", labels] as const;
const own = smallStack["authorization"] as Resource;
const inRoot: Resource = {
  ...own,
  object: {
    apiVersion: "security.istio.io/v1",
    kind: "AuthorizationPolicy",
    metadata: { name: "nobody", namespace: "istio-system" },
    spec: {},
  },
};

const database = (labels: JsonObject): Resource => ({
  type: "kubernetes:postgresql.cnpg.io/v1:Cluster",
  name: "database",
  object: {
    apiVersion: "postgresql.cnpg.io/v1",
    kind: "Cluster",
    metadata: { name: "database", namespace: "team" },
    spec: { instances: 1, inheritedMetadata: { labels } },
  },
});

testStackRule("mesh-authorization", {
  passing: [
    ["Istio's own action, which is ALLOW", { authorization: { [action]: undefined } }],
    ["one for all pods of the namespace", { authorization: { "spec.selector": undefined } }],
    ["one for the whole mesh", { authorization: inRoot }],
    [
      "a namespace outside of the mesh",
      { authorization: undefined, namespace: { "metadata.labels.istio-injection": undefined } },
    ],
    ["pods without a sidecar", { authorization: undefined, web: { [`${labels}.sidecar~istio~io/inject`]: "false" } }],
    [
      "pods without a sidecar, by an annotation",
      {
        authorization: undefined,
        web: { "spec.template.metadata.annotations": { "sidecar.istio.io/inject": "false" } },
      },
    ],
    ["a database outside of the mesh", { database: database({ "sidecar.istio.io/inject": "false" }) }],
    ["pods to which no Service leads", { authorization: undefined, webService: undefined }],
  ],
  failing: [
    ["no policy", { authorization: undefined }, ...web],
    ["a policy that only writes down who came", { authorization: { [action]: "AUDIT" } }, ...web],
    ["one that asks somebody else", { authorization: { [action]: "CUSTOM" } }, ...web],
    ["one that only names whom it refuses", { authorization: { [action]: "DENY" } }, ...web],
    ["a policy for other pods", { authorization: { "spec.selector": { matchLabels: { app: "worker" } } } }, ...web],
    ["a policy of another namespace", { authorization: { "metadata.namespace": "elsewhere" } }, ...web],
    [
      "a database, to which Services of its operator lead",
      { database: database({ app: "database" }) },
      "Cluster database",
      "spec.inheritedMetadata.labels",
    ],
    [
      "a policy for a waypoint",
      {
        authorization: {
          "spec.selector": undefined,
          "spec.targetRefs": [{ kind: "Service", group: "", name: "web" }],
        },
      },
      ...web,
    ],
    [
      "the ambient mesh",
      {
        authorization: undefined,
        namespace: {
          "metadata.labels.istio-injection": undefined,
          "metadata.labels.istio~io/dataplane-mode": "ambient",
        },
      },
      ...web,
    ],
  ],
  unknown: [
    ["the action", { authorization: { [action]: UNKNOWN_TEXT } }, "Deployment web"],
    ["the selector", { authorization: { "spec.selector.matchLabels": { app: UNKNOWN_TEXT } } }, "Deployment web"],
  ],
});
