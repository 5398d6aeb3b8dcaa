import assert from "node:assert/strict";
import { limitRange, namespace, namespaceIdentity, resourceQuota } from "../../../components/builders/namespace";

const settings = { name: "shop-dev", environment: "dev" } as const;

describe("components/builders/namespace", () => {
  it("is restricted and names its environment (R-01)", () => {
    assert.deepEqual(namespace({ ...settings, labels: { name: "shop-dev" }, istioInjection: true }).metadata, {
      name: "shop-dev",
      labels: {
        "app.kubernetes.io/part-of": "bulwark",
        "app.kubernetes.io/managed-by": "pulumi",
        name: "shop-dev",
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/enforce-version": "latest",
        "pod-security.kubernetes.io/warn": "restricted",
        "pod-security.kubernetes.io/audit": "restricted",
        "bulwark.io/environment": "dev",
        "istio-injection": "enabled",
      },
    });
  });

  it("carries the name label of its system only when one system owns it (R-73)", () => {
    const name = (system?: string, labels = {}): string | undefined =>
      namespace({ ...settings, labels, ...(system === undefined ? {} : { system }) }).metadata.labels[
        "app.kubernetes.io/name"
      ];
    assert.equal(name(), undefined);
    assert.equal(name("shop"), "shop");
    assert.equal(name("shop", { "app.kubernetes.io/name": "theirs" }), "theirs");
  });

  it("refuses to weaken or replace what it sets itself", () => {
    const labelled = (key: string, value: string): unknown => namespace({ ...settings, labels: { [key]: value } });
    assert.throws(() => labelled("pod-security.kubernetes.io/enforce", "privileged"), /allowed is "restricted"/);
    assert.throws(() => labelled("pod-security.kubernetes.io/warn-version", "v1.20"), /no such label here/);
    assert.throws(() => labelled("bulwark.io/environment", "prod"), /allowed is "dev"/);
  });

  it("refuses the label that admits MLLP clients (C-06, R-21)", () => {
    const labels = { "network-policy/mllp-client": "true" };
    assert.throws(() => namespace({ ...settings, labels }), /label the namespaces of the clients/);
  });

  it("limits what is asked for, in quantities", () => {
    const identity = namespaceIdentity("shop-dev", undefined);
    assert.deepEqual(resourceQuota(identity, { pods: "10", "requests.cpu": "4" }).spec.hard, {
      pods: "10",
      "requests.cpu": "4",
    });
    assert.deepEqual(limitRange(identity, { default: { memory: "128Mi" } }).spec.limits, [
      { type: "Container", default: { memory: "128Mi" } },
    ]);
    assert.throws(() => resourceQuota(identity, { pods: "ten" as "10" }), /quota\.pods: "ten" is given/);
  });
});
