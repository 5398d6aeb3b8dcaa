import assert from "node:assert/strict";

import type { Problem } from "../../config/problem";
import { resolveSidecar, type SidecarResources, type SidecarValues } from "../../config/sidecar";

function resolve(given: SidecarValues): { resources: SidecarResources; problems: Problem[] } {
  const problems: Problem[] = [];
  return { resources: resolveSidecar("prod", given, (problem) => void problems.push(problem)), problems };
}

describe("what the mesh gives a sidecar", () => {
  it("is what Istio gives it by default", () => {
    assert.deepEqual(resolve({}), {
      resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "2", memory: "1Gi" } },
      problems: [],
    });
  });

  it("takes each override by itself", () => {
    const { resources, problems } = resolve({ requests: { memory: "64Mi" }, limits: { cpu: "500m" } });
    assert.deepEqual(resources, {
      requests: { cpu: "100m", memory: "64Mi" },
      limits: { cpu: "500m", memory: "1Gi" },
    });
    assert.deepEqual(problems, []);
  });

  it("refuses a request above the limit, where the stack says one of both", () => {
    const at = (given: SidecarValues): unknown =>
      resolve(given).problems.map(({ key, remedy }) => [key, remedy[0]?.split(" ").at(-1)]);
    assert.deepEqual(at({ requests: { cpu: "3" } }), [["bulwark:sidecarResources.requests.cpu", "2"]]);
    assert.deepEqual(at({ limits: { memory: "64Mi" } }), [["bulwark:sidecarResources.limits.memory", "128Mi"]]);
  });
});
