import { testRule } from "../../support/rule-cases";
import { named } from "../../support/objects";

const web = "app.kubernetes.io/name";
const to = (peer: object, port: number) => ({ "spec.egress.1": { to: [peer], ports: [{ port }] } });

testRule("closed-workloads", {
  type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
  object: named("networking.k8s.io/v1", "NetworkPolicy", {
    spec: {
      podSelector: { matchLabels: { [web]: "bitvault-web" } },
      egress: [{ to: [{ podSelector: { matchLabels: { [web]: "bitvaultd" } } }], ports: [{ port: 8080 }] }],
    },
  }),
  passing: [
    ["DNS", to({ namespaceSelector: { matchLabels: { a: "kube-system" } } }, 53)],
    [
      "another workload",
      {
        "spec.podSelector.matchLabels.app~kubernetes~io/name": "bitvaultd",
        ...to({ namespaceSelector: { matchLabels: { a: "storage" } } }, 9000),
      },
    ],
  ],
  failing: [
    ["an address", to({ ipBlock: { cidr: "10.40.2.0/24" } }, 443), "spec.egress.1.to.0.ipBlock"],
    [
      "another namespace",
      to({ namespaceSelector: { matchLabels: { a: "storage" } } }, 9000),
      "spec.egress.1.to.0.namespaceSelector",
    ],
  ],
  unknown: ["spec.podSelector.matchLabels.app~kubernetes~io/name", "spec.egress.0.to"],
});
