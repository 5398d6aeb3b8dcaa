import assert from "node:assert/strict";

import { networkPolicies } from "../../components/builders/network-policies";
import { load } from "../../systems";
import { probeFlows, stackPeers, type StackPeers } from "../../systems/peers";
import { identity, web } from "../components/fixtures";
import { find, objectsOf } from "./evaluate";
import type { Keys } from "./example-keys";
import { alone } from "./sufficient";

const peersOf = (changes: Keys = {}): StackPeers => stackPeers(load(alone("mllp")("dev", changes)).settings);

describe("the neighbours of a stack's systems", () => {
  it("are those of SPEC 1.8 by default", () => {
    const { dns, monitoring, gateway, ingress, mesh, nodes } = peersOf();
    assert.deepEqual(dns, { namespace: "kube-system", pods: { "k8s-app": "kube-dns" } });
    assert.deepEqual(
      [monitoring, gateway, ingress, mesh],
      [
        { namespace: "monitoring" },
        { namespace: "istio-system" },
        { namespace: "ingress-nginx" },
        { namespace: "istio-system" },
      ],
    );
    assert.deepEqual(nodes, []);
  });

  it("are where the stack says, all but the mesh's control plane", () => {
    const { dns, monitoring, gateway, ingress, mesh } = peersOf({
      "bulwark:dns": { namespace: "dns", podLabels: { app: "coredns" } },
      "bulwark:monitoringNamespace": "metrics",
      "bulwark:gatewayNamespace": "edge",
      "bulwark:ingressNamespace": "web",
    });
    assert.deepEqual(dns, { namespace: "dns", pods: { app: "coredns" } });
    assert.deepEqual(
      [monitoring, gateway, ingress, mesh],
      [{ namespace: "metrics" }, { namespace: "edge" }, { namespace: "web" }, { namespace: "istio-system" }],
    );
  });

  it("the internet is everything but the cluster and private networks, by an exemption (C-15, R-25)", () => {
    const internet = peersOf({ "bulwark:clusterCidrs": ["198.18.0.0/15"] }).internet({ exemption: "https-out" });
    const flow = { from: { workload: identity }, to: internet, ports: [web] };
    const [policy] = networkPolicies(identity, { egress: "shop" }, [flow]);
    assert.deepEqual(policy?.spec.egress?.[1]?.to, [
      {
        ipBlock: {
          cidr: "0.0.0.0/0",
          except: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "198.18.0.0/15"],
        },
      },
    ]);
    assert.equal(policy.metadata.annotations?.["bulwark.io/exemptions"], "https-out");
  });
});

describe("probeFlows", () => {
  it("is empty unless the stack names its nodes' blocks", () => {
    assert.deepEqual(probeFlows(peersOf(), identity, [web]), []);
  });

  it("lets the kubelets of those blocks reach the workload's ports", async () => {
    const objects = await objectsOf(alone("mllp")("dev", { "bulwark:nodeCidrs": ["10.0.0.0/24"] }));
    const { ingress } = find(objects, "NetworkPolicy", "mllp-server").inputs["spec"] as { ingress: unknown[] };
    assert.deepEqual(ingress[1], {
      from: [{ ipBlock: { cidr: "10.0.0.0/24" } }],
      ports: [{ protocol: "TCP", port: 2575 }],
    });
  });
});
