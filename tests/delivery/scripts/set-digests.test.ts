import assert from "node:assert/strict";

import { Workbench } from "./support";

describe("set-digests.sh", () => {
  let bench: Workbench;
  beforeEach(() => {
    bench = new Workbench();
  });
  afterEach(() => {
    bench.remove();
  });
  const digest = `sha256:${"a".repeat(64)}`;

  for (const [what, line] of [
    ["a tag", "search latest"],
    ["a service that would reach into another key", `search.x ${digest}`],
    ["a service without a digest", "search"],
  ] as const) {
    it(`refuses ${what} before anything is written`, () => {
      const { status, stderr } = bench.scriptWith(`booking ${digest}\n${line}\n`, "set-digests.sh", "staging");
      assert.equal(status, 1);
      assert.equal(
        stderr,
        `error: '${line}' is no service with a digest (sha256: and 64 hex digits). Nothing was changed.\n`,
      );
    });
  }

  it("has nothing to do without digests", () => {
    assert.equal(bench.scriptWith("", "set-digests.sh", "staging").status, 0);
  });
});
