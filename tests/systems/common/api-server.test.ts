import assert from "node:assert/strict";

import { checkApiServer } from "../../../systems/common/api-server";
import { recordingScope } from "./scope";

describe("systems/common/api-server", () => {
  it("wants the API server's blocks where CloudNativePG runs a database, and says how they are found (SPEC 1.8)", () => {
    const scope = recordingScope("prod");
    checkApiServer(scope, []);
    const [problem, ...others] = scope.problems;
    assert.deepEqual([problem?.key, others], ["bulwark:apiServerCidrs", []]);
    assert.match(problem?.given ?? "", /the database of shop/);
    assert.match(problem?.remedy.join("\n") ?? "", /kubectl get service,endpointslices/);
  });

  it("is content with one", () => {
    const scope = recordingScope("prod");
    checkApiServer(scope, ["10.96.0.1/32"]);
    assert.deepEqual(scope.problems, []);
  });
});
