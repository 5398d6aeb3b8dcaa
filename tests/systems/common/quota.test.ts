import assert from "node:assert/strict";

import { peakQuota } from "../../../systems/common/quota";
import type { LimitedResources } from "../../../systems/common/resources";

const web: LimitedResources = { requests: { cpu: "250m", memory: "256Mi" }, limits: { cpu: "1", memory: "1Gi" } };
const small: LimitedResources = { requests: { cpu: "50m", memory: "32Mi" }, limits: { cpu: "0.1", memory: "64Mi" } };

describe("peakQuota", () => {
  it("is what all pods of a workload take", () => {
    assert.deepEqual(peakQuota([{ count: 11, resources: web }]), {
      pods: "11",
      "requests.cpu": "2750m",
      "requests.memory": "2816Mi",
      "limits.cpu": "11",
      "limits.memory": "11Gi",
    });
  });

  it("adds the workloads up", () => {
    const both = peakQuota([
      { count: 1, resources: web },
      { count: 2, resources: small },
    ]);
    assert.deepEqual([both["pods"], both["requests.cpu"], both["limits.memory"]], ["3", "350m", "1152Mi"]);
  });

  it("counts an init container only as far as it takes more than the others", () => {
    const heavy = { requests: { ...small.requests, memory: "2Gi" }, limits: { cpu: "50m", memory: "2Gi" } } as const;
    const amounts = peakQuota([{ count: 1, resources: web, init: [small, heavy] }]);
    assert.deepEqual([amounts["requests.cpu"], amounts["requests.memory"]], ["250m", "2Gi"]);
    assert.deepEqual([amounts["limits.cpu"], amounts["limits.memory"]], ["1", "2Gi"]);
  });
});
