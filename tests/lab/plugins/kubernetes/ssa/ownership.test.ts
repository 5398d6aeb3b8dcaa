import { strict as assert } from "node:assert";
import type { KubeObject } from "../../../../../lab/plugins/kubernetes/client/types";
import { leaveIgnored } from "../../../../../lab/plugins/kubernetes/ssa/ignore";
import { takeOver, type ManagedFieldsEntry } from "../../../../../lab/plugins/kubernetes/ssa/managed-fields";
import { takesFieldsOver } from "../../../../../lab/plugins/kubernetes/operations/force";

const deployment = (managedFields: ManagedFieldsEntry[]): KubeObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", managedFields },
  spec: { replicas: 5, paused: true },
});
const inputs = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: { replicas: 1, paused: false },
};
const owns = (manager: string, ...fields: string[]): ManagedFieldsEntry => ({
  manager,
  operation: "Apply",
  fieldsV1: { "f:spec": Object.fromEntries(fields.map((field) => [`f:${field}`, {}])) },
});

describe("ignored fields under server-side apply", () => {
  it("that only another manager owns are left out", () => {
    const live = deployment([owns("hpa", "replicas"), owns("us", "paused")]);
    assert.deepEqual(leaveIgnored(inputs, live, ["spec.replicas"], "us")["spec"], { paused: false });
  });

  it("that we own, alone or with others, keep their live value", () => {
    const live = deployment([owns("hpa", "replicas"), owns("us", "replicas", "paused")]);
    assert.deepEqual(leaveIgnored(inputs, live, ["spec.replicas", "spec.paused"], "us")["spec"], {
      replicas: 5,
      paused: true,
    });
  });

  it("that do not exist keep the program's value", () => {
    const live = deployment([owns("us", "paused")]);
    delete (live["spec"] as Record<string, unknown>)["replicas"];
    assert.deepEqual(leaveIgnored(inputs, live, ["spec.replicas"], "us")["spec"], { replicas: 1, paused: false });
  });
});

describe("taking fields over", () => {
  const created: ManagedFieldsEntry = {
    manager: "pulumi-kubernetes",
    operation: "Update",
    fieldsV1: { "f:spec": { "f:replicas": {} } },
  };

  it("hands what the creation wrote to the applying manager", () => {
    const status = { manager: "kube-controller-manager", operation: "Update", subresource: "status", fieldsV1: {} };
    const entries = takeOver(deployment([created, status]), "pulumi-kubernetes-1");
    assert.deepEqual(entries, [status, { ...created, manager: "pulumi-kubernetes-1", operation: "Apply" }]);
  });

  it("merges with what the applying manager has", () => {
    const entries = takeOver(deployment([created, owns("pulumi-kubernetes-1", "paused")]), "pulumi-kubernetes-1");
    assert.deepEqual(entries?.[0]?.fieldsV1, { "f:spec": { "f:paused": {}, "f:replicas": {} } });
    assert.equal(entries.length, 1);
  });

  it("does nothing when there is nothing of that kind", () => {
    assert.equal(takeOver(deployment([owns("hpa", "replicas")]), "us"), undefined);
  });

  it("by force needs the annotation, the setting, or a preview that cannot hand over first", () => {
    const quiet = { enablePatchForce: false, preview: false };
    const applied = deployment([owns("us", "replicas")]);
    const forced = { ...inputs, metadata: { annotations: { "pulumi.com/patchForce": "true" } } };
    assert.equal(takesFieldsOver(inputs, applied, quiet), false);
    assert.equal(takesFieldsOver(forced, applied, quiet), true);
    assert.equal(takesFieldsOver(inputs, applied, { ...quiet, enablePatchForce: true }), true);
    assert.equal(takesFieldsOver(inputs, applied, { ...quiet, preview: true }), false);
    assert.equal(takesFieldsOver(inputs, deployment([created]), { ...quiet, preview: true }), true);
    assert.equal(takesFieldsOver(inputs, deployment([]), quiet), true);
  });
});
