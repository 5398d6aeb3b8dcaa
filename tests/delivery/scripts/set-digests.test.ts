import assert from "node:assert/strict";
import { existsSync } from "node:fs";

import { Workbench } from "./support";

describe("set-digests.sh", () => {
  let bench: Workbench;
  beforeEach(() => {
    bench = new Workbench();
  });
  afterEach(() => {
    bench.remove();
  });
  it("refuses what is no digest before anything is written", () => {
    bench.write("digests/booking", `sha256:${"a".repeat(64)}\n`);
    bench.write("digests/search", "latest\n");
    const { status, stderr } = bench.script(".", "set-digests.sh", "staging", "digests");
    assert.equal(status, 1);
    assert.match(stderr, /^error: digests\/search holds no digest .* Nothing was changed\.$/m);
  });

  it("has nothing to do without digests", () => {
    assert.equal(bench.script(".", "set-digests.sh", "staging", "digests").status, 0);
    assert.ok(!existsSync(bench.path("Pulumi.staging.yaml")));
  });
});
