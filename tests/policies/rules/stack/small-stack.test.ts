import assert from "node:assert/strict";

import { PackRun } from "../../support/pack";
import { smallStack } from "../../support/small-stack";

describe("the small stack", () => {
  it("passes every rule without a word", async () => {
    const run = new PackRun();
    for (const [name, resource] of Object.entries(smallStack)) {
      assert.deepEqual(await run.analyze(resource), [], name);
    }
    assert.deepEqual(await run.analyzeStack(), []);
  });
});
