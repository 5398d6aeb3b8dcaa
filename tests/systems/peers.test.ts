import assert from "node:assert/strict";

import { networkPolicies } from "../../components/builders/network-policies";
import { load } from "../../systems";
import { stackPeers, type StackPeers } from "../../systems/peers";
import { identity, web } from "../components/fixtures";
import type { Keys } from "./example-keys";
import { alone } from "./sufficient";

const peersOf = (changes: Keys = {}): StackPeers => stackPeers(load(alone("mllp")("dev", changes)).settings);

describe("the neighbours of a stack's systems", () => {
  it("are those of SPEC 1.8 by default", () => {
    const { network, monitoring, gateway, ingress, sidecar, ambient } = peersOf();
    assert.deepEqual(network, { dns: { namespace: "kube-system", pods: { "k8s-app": "kube-dns" } }, nodeCidrs: [] });
    assert.deepEqual(
      [monitoring, gateway, ingress],
      [
        { namespace: "monitoring" },
        { namespace: "istio-system", serviceAccount: "istio-ingressgateway-service-account" },
        { namespace: "ingress-nginx" },
      ],
    );
    assert.deepEqual(
      [sidecar, ambient],
      [{ mode: "sidecar", istiodNamespace: "istio-system", monitoringNamespace: "monitoring" }, { mode: "ambient" }],
    );
  });

  it("are where the stack says, all but istiod", () => {
    const { network, monitoring, gateway, ingress, sidecar } = peersOf({
      "bulwark:dns": { namespace: "dns", podLabels: { app: "coredns" } },
      "bulwark:monitoringNamespace": "metrics",
      "bulwark:gatewayNamespace": "edge",
      "bulwark:gatewayServiceAccount": "edge-gateway",
      "bulwark:ingressNamespace": "web",
    });
    assert.deepEqual(network.dns, { namespace: "dns", pods: { app: "coredns" } });
    assert.deepEqual(
      [monitoring, gateway, ingress],
      [{ namespace: "metrics" }, { namespace: "edge", serviceAccount: "edge-gateway" }, { namespace: "web" }],
    );
    assert.deepEqual(sidecar, {
      mode: "sidecar",
      istiodNamespace: "istio-system",
      monitoringNamespace: "metrics",
    });
  });

  it("are in no mesh where the cluster has none", () => {
    const { sidecar, ambient } = peersOf({ "bulwark:capabilities": { mesh: false } });
    assert.deepEqual([sidecar, ambient], [undefined, undefined]);
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

  it("the operator of a database is asked, and its API server reached, where the stack says", () => {
    const { postgres } = peersOf({
      "bulwark:postgresOperatorNamespace": "databases",
      "bulwark:apiServerCidrs": ["10.96.0.1/32"],
    });
    assert.deepEqual(postgres, {
      operator: { namespace: "databases" },
      monitoringNamespace: "monitoring",
      apiServerCidrs: ["10.96.0.1/32"],
    });
  });

  it("the kubelets' probes come from the nodes' blocks, where the stack names them", () => {
    assert.deepEqual(peersOf({ "bulwark:nodeCidrs": ["10.0.0.0/24"] }).network.nodeCidrs, ["10.0.0.0/24"]);
  });
});
