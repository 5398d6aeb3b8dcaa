import assert from "node:assert/strict";

import { resolveResources, type LimitedResources } from "../../../systems/common/resources";
import { recordingScope } from "./scope";

const base: LimitedResources = {
  requests: { cpu: "100m", memory: "64Mi" },
  limits: { cpu: "500m", memory: "256Mi" },
};

describe("resources", () => {
  it("are the environment's by default", () => {
    assert.deepEqual(resolveResources(recordingScope("dev"), "resources", base, undefined), base);
  });

  it("take each override by itself", () => {
    const { requests, limits } = resolveResources(recordingScope("dev"), "resources", base, {
      limits: { memory: "1Gi" },
    });
    assert.deepEqual([requests.memory, limits.memory, limits.cpu], ["64Mi", "1Gi", "500m"]);
  });

  it("compare quantities by value", () => {
    const scope = recordingScope("dev");
    resolveResources(scope, "resources", base, { requests: { cpu: "0.5" } });
    assert.deepEqual(scope.problems, []);
  });

  it("refuse a request above the limit where it stands, with the limit as remedy", () => {
    const scope = recordingScope("dev");
    resolveResources(scope, "database.resources", base, { requests: { memory: "512Mi" } });
    const [problem] = scope.problems;
    assert.equal(problem?.key, "shop:database.resources.requests.memory");
    assert.match(problem.remedy[0] ?? "", /256Mi$/);
  });

  it("refuse a limit below the request where it stands", () => {
    const scope = recordingScope("dev");
    resolveResources(scope, "resources", base, { limits: { cpu: "50m" } });
    assert.deepEqual(
      scope.problems.map(({ key, allowed }) => [key, allowed]),
      [["shop:resources.limits.cpu", "at least the request, 100m"]],
    );
  });
});
