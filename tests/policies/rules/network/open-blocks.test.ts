import { named } from "../../support/objects";
import { testRule } from "../../support/rule-cases";

const ranges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"];
const world = (except: unknown, ports: unknown = [{ port: 443, protocol: "TCP" }], cidr = "0.0.0.0/0") => ({
  "spec.egress": [{ to: [{ ipBlock: except === undefined ? { cidr } : { cidr, except } }], ports }],
});
const path = "spec.egress.0.to.0.ipBlock.except";
const port = "spec.egress.0.ports";

testRule("open-blocks", {
  type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
  object: named("networking.k8s.io/v1", "NetworkPolicy", {
    spec: { podSelector: {}, egress: [{ to: [{ podSelector: {} }], ports: [{ port: 8080 }] }] },
  }),
  passing: [
    ["the world without private ranges", world(ranges)],
    ["more ranges left out", world([...ranges, "198.18.0.0/15"])],
    ["a block of some addresses", world(undefined, undefined, "203.0.113.0/24")],
    ["the world of IPv6 without its private ranges", world(["fc00::/7", "fe80::/10"], undefined, "::/0")],
  ],
  failing: [
    ["the whole world", world(undefined), path],
    ["one range less", world(ranges.slice(1)), path],
    ["the whole world of IPv6", world([], undefined, "::/0"), path],
    ["half of the world", world(undefined, undefined, "128.0.0.0/1"), "spec.egress.0.to.0.ipBlock.cidr"],
    ["any port", world(ranges, []), port],
    ["another port", world(ranges, [{ port: 443 }, { port: 25 }]), `${port}.1.port`],
    ["another protocol", world(ranges, [{ port: 443, protocol: "UDP" }]), `${port}.0.protocol`],
    ["a range of ports", world(ranges, [{ port: 443, endPort: 65535 }]), `${port}.0.endPort`],
  ],
  unknown: [
    [world("04da6b54-80e4-46f7-96ec-b56ff0331ba9"), path],
    [world(ranges, "04da6b54-80e4-46f7-96ec-b56ff0331ba9"), port],
  ],
});
