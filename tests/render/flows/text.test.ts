import assert from "node:assert/strict";
import type { WorkloadIdentity } from "../../../components/types";
import { summarise } from "../../../render/flows/summary";
import { flowsText } from "../../../render/flows/text";
import { worldOf } from "../../../render/flows/world";
import { deployment, exampleStack, places } from "./example";

const lonely: WorkloadIdentity = { name: "shop", namespace: "shop-dev", partOf: "example", selector: { app: "shop" } };
const textOf = (registrations: Parameters<typeof worldOf>[0]): string =>
  flowsText(summarise("prod", worldOf(registrations, places)));

describe("render/flows/text", () => {
  const text = textOf(exampleStack());

  for (const line of [
    "healthcare-prod: closed by default, in both directions",
    "  mllp-server (Deployment), exemption mllp-open-egress",
    "    any pod of namespaces labelled network-policy/mllp-client=true → mllp-server: TCP 2575  [mllp-server]",
    "    mllp-server → anywhere outside the stack: all ports  [mllp-server-egress]",
    "    any pod of monitoring → healthcare-app: TCP 4000, 15020, 15090  [healthcare-app]",
    "    healthcare-app → cluster DNS (kube-system): TCP 53; UDP 53  [healthcare-app]",
    "    healthcare-app → postgres: TCP 5432  [healthcare-app, postgres]",
    "    the mesh admits to TCP 4000: cluster.local/ns/istio-system/sa/istio-ingressgateway",
    "    the mesh admits to TCP 5432: cluster.local/ns/healthcare-prod/sa/healthcare-app",
    "    KEDA operator (bitvault-system) → nats: TCP 8222  [nats]",
    "    nats → its other replicas: TCP 6222  [nats]",
    "    booking-service → availability-service: TCP 3000  [availability-service, booking-service]",
    "  outside the cluster: the internet, cloud metadata 169.254.169.254",
  ]) {
    it(`says: ${line.trim()}`, () => {
      assert.ok(text.split("\n").includes(line), text);
    });
  }

  it("does not name among those let in nowhere who is let in somewhere", () => {
    const [, asked = ""] = text.split("let in nowhere:");
    assert.doesNotMatch(asked, /Prometheus|mesh gateway|KEDA/);
  });

  it("says that a namespace is not closed, and what is open then", () => {
    const open = textOf([deployment(lonely, [])]);
    assert.match(open, /^shop-dev: NOT CLOSED by default$/m);
    assert.match(open, /^ {4}shop → anywhere outside the stack: all ports$/m);
  });

  it("is the same for the same stack, in whatever order its objects were registered", () => {
    assert.equal(textOf(exampleStack().toReversed()), text);
  });
});
