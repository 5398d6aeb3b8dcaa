import { testRule } from "../../support/rule-cases";
import { named } from "../../support/objects";
import { UNKNOWN_LIST, UNKNOWN_TEXT } from "../../support/pack";

const pods = { podSelector: { matchLabels: { app: "other" } } };
const ports = [{ port: 8080, protocol: "TCP" }];
const out = "spec.egress.0.ports";
const range = (port: number, endPort: unknown) => ({ [out]: [{ port, endPort }] });

testRule("open-ports", {
  type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
  object: named("networking.k8s.io/v1", "NetworkPolicy", {
    spec: { podSelector: {}, ingress: [{ from: [pods], ports }], egress: [{ to: [pods], ports }] },
  }),
  passing: [
    ["a port by its name", { [out]: [{ port: "http" }] }],
    ["a range that a program may need", range(30_000, 30_100)],
    ["a rule that names no peers either, which is another rule's concern", { "spec.egress": [{}] }],
    ["no rule at all", { "spec.ingress": [], "spec.egress": undefined }],
  ],
  failing: [
    ["every port of pods, out", { [out]: undefined }, out],
    ["every port of pods, in", { "spec.ingress.0.ports": undefined }, "spec.ingress.0.ports"],
    ["an empty list", { [out]: [] }, out],
    ["every port of a protocol", { [out]: [...ports, { protocol: "UDP" }] }, `${out}.1.port`],
    ["all ports by their first and last", range(1, 65_535), `${out}.0.endPort`],
    ["half of all ports", range(32_768, 65_535), `${out}.0.endPort`],
    ["every port of addresses", { "spec.egress": [{ to: [{ ipBlock: { cidr: "10.40.0.0/24" } }] }] }, out],
  ],
  unknown: [
    [{ [out]: UNKNOWN_LIST }, out],
    [{ [out]: [{ port: UNKNOWN_TEXT }] }, `${out}.0.port`],
    [range(1, UNKNOWN_TEXT), `${out}.0.endPort`],
    "spec.egress",
  ],
});
