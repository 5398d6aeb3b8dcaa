import { testRule } from "../../support/rule-cases";
import { named } from "../../support/objects";
import { UNKNOWN_TEXT } from "../../support/pack";

const type = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const pods = { podSelector: { matchLabels: { app: "other" } } };
const ports = [{ port: 8080 }];
const object = named("networking.k8s.io/v1", "NetworkPolicy", {
  spec: { podSelector: {}, ingress: [{ from: [pods], ports }], egress: [{ to: [pods], ports }] },
});
const block = (cidr: string) => [{ to: [{ ipBlock: { cidr } }] }];
const path = "spec.egress.0.to.0.ipBlock.cidr";

testRule("external-egress", {
  type,
  object,
  passing: [
    ["a designated policy", { "metadata.name": "bitvaultd", "spec.egress": block("10.40.0.0/24") }],
    ["traffic in from a block", { "spec.ingress": [{ from: [{ ipBlock: { cidr: "10.0.0.0/8" } }] }] }],
  ],
  failing: [
    ["a policy that nobody designated", { "spec.egress": block("10.40.0.0/24") }, path],
    ["the whole world", { "spec.egress": block("0.0.0.0/0") }, path],
    ["the whole world of IPv6", { "spec.egress": block("::/0") }, path],
    ["half of the world", { "spec.egress": block("128.0.0.0/1") }, path],
    ["every public address of IPv6", { "spec.egress": block("2000::/3") }, path],
  ],
  unknown: [
    [{ "spec.egress": block(UNKNOWN_TEXT) }, path],
    [{ "metadata.name": UNKNOWN_TEXT, "spec.egress": block("10.40.0.0/24") }, "metadata.name"],
  ],
});

testRule("open-peers", {
  type,
  object,
  passing: [
    ["an empty pod selector: the pods of the namespace", { "spec.ingress": [{ from: [{ podSelector: {} }] }] }],
    [
      "a namespace selector with an expression",
      { "spec.ingress": [{ from: [{ namespaceSelector: { matchExpressions: [{ key: "a", operator: "Exists" }] } }] }] },
    ],
    ["no rule at all", { "spec.ingress": [], "spec.egress": undefined }],
  ],
  failing: [
    ["a rule without peers", { "spec.egress": [{}] }, "spec.egress.0.to"],
    ["a rule of ports only", { "spec.ingress": [{ ports: [{ port: 80 }] }] }, "spec.ingress.0.from"],
    ["an empty list of peers", { "spec.ingress": [{ from: [] }] }, "spec.ingress.0.from"],
    [
      "all namespaces",
      { "spec.egress": [{ to: [{ namespaceSelector: {} }] }] },
      "spec.egress.0.to.0.namespaceSelector",
    ],
    ...[
      { key: "kubernetes.io/metadata.name", operator: "Exists" },
      { key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["other"] },
      { key: "a", operator: "DoesNotExist" },
    ].map(
      (expression) =>
        [
          `all namespaces but for those that it names: ${expression.operator}`,
          { "spec.egress": [{ to: [{ namespaceSelector: { matchExpressions: [expression] } }] }] },
          "spec.egress.0.to.0.namespaceSelector",
        ] as const,
    ),
    [
      "some pods of all namespaces",
      { "spec.ingress": [{ from: [{ namespaceSelector: { matchLabels: {} }, ...pods }] }] },
      "spec.ingress.0.from.0.namespaceSelector",
    ],
  ],
  unknown: ["spec.ingress", "spec.egress.0.to"],
});
