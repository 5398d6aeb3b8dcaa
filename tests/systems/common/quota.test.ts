import assert from "node:assert/strict";

import { UserError } from "../../../config/primitives/user-error";
import { namespaceQuotas, peakQuota, type NamespacePeak } from "../../../systems/common/quota";
import type { LimitedResources } from "../../../systems/common/resources";

const web: LimitedResources = { requests: { cpu: "250m", memory: "256Mi" }, limits: { cpu: "1", memory: "1Gi" } };
const small: LimitedResources = { requests: { cpu: "50m", memory: "32Mi" }, limits: { cpu: "0.1", memory: "64Mi" } };
const sidecar = { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "2", memory: "1Gi" } } as const;

describe("peakQuota", () => {
  it("is what all pods of a workload take", () => {
    assert.deepEqual(peakQuota([{ count: 11, resources: web }], sidecar), {
      pods: "11",
      "requests.cpu": "2750m",
      "requests.memory": "2816Mi",
      "limits.cpu": "11",
      "limits.memory": "11Gi",
    });
  });

  it("adds the workloads up", () => {
    const pods = [
      { count: 1, resources: web },
      { count: 2, resources: small },
    ];
    const both = peakQuota(pods, sidecar);
    assert.deepEqual([both["pods"], both["requests.cpu"], both["limits.memory"]], ["3", "350m", "1152Mi"]);
  });

  it("counts an init container only as far as it takes more than the others", () => {
    const heavy = { requests: { ...small.requests, memory: "2Gi" }, limits: { cpu: "50m", memory: "2Gi" } } as const;
    const amounts = peakQuota([{ count: 1, resources: web, init: [small, heavy] }], sidecar);
    assert.deepEqual([amounts["requests.cpu"], amounts["requests.memory"]], ["250m", "2Gi"]);
    assert.deepEqual([amounts["limits.cpu"], amounts["limits.memory"]], ["1", "2Gi"]);
  });

  it("counts the sidecar of every pod that has one", () => {
    const pods = [
      { count: 2, resources: small, hasSidecar: true },
      { count: 1, resources: small },
    ];
    assert.deepEqual(peakQuota(pods, sidecar), {
      pods: "3",
      "requests.cpu": "350m",
      "requests.memory": "352Mi",
      "limits.cpu": "4300m",
      "limits.memory": "2240Mi",
    });
  });

  it("does not bound CPU limits where a container has none on purpose (C-37)", () => {
    const unlimited = { requests: web.requests, limits: { cpu: { exemption: "web-cpu" }, memory: "1Gi" } } as const;
    const amounts = peakQuota(
      [
        { count: 1, resources: unlimited },
        { count: 1, resources: small },
      ],
      sidecar,
    );
    assert.deepEqual(Object.keys(amounts), ["pods", "requests.cpu", "requests.memory", "limits.memory"]);
    assert.ok(!("limits.cpu" in peakQuota([{ count: 1, resources: web, init: [unlimited] }], sidecar)));
  });
});

describe("namespaceQuotas", () => {
  const peak = (namespace: string, isBounded: boolean): NamespacePeak => ({
    namespace,
    isBounded,
    pods: [{ count: 1, resources: web }],
  });

  it("bound only namespaces for which a system asks", () => {
    assert.deepEqual(Object.keys(namespaceQuotas([peak("a", false), peak("b", true)], sidecar)), ["b"]);
  });

  it("count all systems of a namespace, whichever asks (C-40)", () => {
    const quotas = namespaceQuotas([peak("shared", false), peak("other", true), peak("shared", true)], sidecar);
    assert.deepEqual([quotas["shared"]?.["pods"], quotas["other"]?.["pods"]], ["2", "1"]);
  });

  it("say in one sentence what cannot be counted", () => {
    const huge = { requests: web.requests, limits: { cpu: "1", memory: "8000000000000000000" } } as const;
    const peaks = [{ namespace: "a", isBounded: true, pods: [{ count: 10, resources: huge }] }];
    assert.throws(
      () => namespaceQuotas(peaks, sidecar),
      (error) => error instanceof UserError && /the quota of a is beyond/.test(error.message),
    );
  });
});
