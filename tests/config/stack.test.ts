import assert from "node:assert/strict";

import type { BulwarkValues } from "../../config/bulwark";
import type { Problem } from "../../config/problem";
import { resolveStack, type StackSettings } from "../../config/stack";

const today = "2026-01-31";

/** The settings of a stack, and the keys of what is wrong with it. */
function resolved(values: BulwarkValues, stack = "dev"): { settings: StackSettings; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const settings = resolveStack({ stack, today }, values, (problem) => problems.push(problem));
  assert.ok(settings);
  return { settings, problems };
}

const keysOf = (values: BulwarkValues): string[] => resolved(values).problems.map(({ key }) => key);

describe("resolveStack", () => {
  it("completes everything that a stack leaves open", () => {
    const { capabilities, ...settings } = resolved({}).settings;
    assert.deepEqual(settings, {
      stack: "dev",
      environment: "dev",
      cluster: { context: undefined, kubeconfig: undefined, uid: undefined },
      ownsShared: false,
      gatewayNamespace: "istio-system",
      gatewayServiceAccount: "istio-ingressgateway-service-account",
      ingressNamespace: "ingress-nginx",
      monitoringNamespace: "monitoring",
      veleroNamespace: "velero",
      postgresOperatorNamespace: "cnpg-system",
      dns: { namespace: "kube-system", podLabels: { "k8s-app": "kube-dns" } },
      clusterCidrs: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"],
      apiServerCidrs: [],
      nodeCidrs: [],
      imagePullSecrets: [],
      monitorLabels: {},
      runbooks: "docs/alerts.md#",
      sidecarResources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "2", memory: "1Gi" } },
      skipAwait: [],
      breakGlass: {},
    });
    assert.ok(capabilities.mesh);
  });

  it("takes what the stack says", () => {
    const { settings } = resolved({
      capabilities: { keda: false },
      ownsShared: true,
      gatewayNamespace: "edge",
      dns: { podLabels: { "k8s-app": "coredns" } },
      priorityClassName: "business-critical",
      monitorLabels: { release: "prometheus" },
      runbooks: "https://runbooks.example.com/",
    });
    assert.equal(settings.runbooks, "https://runbooks.example.com/");
    assert.equal(settings.capabilities.keda, false);
    assert.deepEqual(settings.dns, { namespace: "kube-system", podLabels: { "k8s-app": "coredns" } });
    assert.deepEqual(
      [settings.ownsShared, settings.gatewayNamespace, settings.priorityClassName, settings.monitorLabels],
      [true, "edge", "business-critical", { release: "prometheus" }],
    );
  });

  it("refuses DNS pods without a label: the whole namespace would be reachable (R-26)", () => {
    assert.deepEqual(keysOf({ dns: { podLabels: {} } }), ["bulwark:dns.podLabels"]);
  });

  describe("the blocks that the way out to the internet leaves out (C-15)", () => {
    const blocks = (...clusterCidrs: string[]): readonly string[] => resolved({ clusterCidrs }).settings.clusterCidrs;

    it("always hold the private ranges: a stack can only add to them", () => {
      assert.deepEqual(blocks("198.18.0.0/15"), [...blocks(), "198.18.0.0/15"]);
    });

    it("hold each block once, and none inside a private range", () => {
      assert.deepEqual(blocks("10.1.0.0/16", "198.18.0.0/15", "198.18.0.0/15", "10.0.0.0/8"), [
        ...blocks(),
        "198.18.0.0/15",
      ]);
    });

    it("are a part of the IPv4 address space", () => {
      assert.deepEqual(keysOf({ clusterCidrs: ["198.18.0.0/15", "0.0.0.0/0", "fd00::/8"] }), [
        "bulwark:clusterCidrs[1]",
        "bulwark:clusterCidrs[2]",
      ]);
    });
  });

  it("refuses to call every address a node's (R-25)", () => {
    assert.deepEqual(keysOf({ nodeCidrs: ["10.0.0.0/24", "::/0"] }), ["bulwark:nodeCidrs[1]"]);
    assert.deepEqual(keysOf({ apiServerCidrs: ["0.0.0.0/0"] }), ["bulwark:apiServerCidrs[0]"]);
  });

  it("sees a preview by the stack's name", () => {
    const { settings } = resolved({}, "preview-pr-7");
    assert.deepEqual([settings.environment, settings.preview?.pullRequest], ["preview", 7]);
  });

  it("sees no preview in a name that is only like one", () => {
    for (const stack of ["preview-pr-", "preview-pr-0", "preview-pr-7-eu", "preview-7"]) {
      const problems: Problem[] = [];
      assert.equal(
        resolveStack({ stack, today }, {}, (problem) => problems.push(problem)),
        undefined,
      );
      assert.deepEqual(
        problems.map(({ key }) => key),
        ["bulwark:environment"],
      );
    }
  });
});
