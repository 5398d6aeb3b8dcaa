import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkSpace } from "../../../lab/toolchain/space";

describe("checkSpace", () => {
  const here = (name: string): string => join(tmpdir(), "does-not-exist-yet", name);
  const free = (megabytes: number) => () => Promise.resolve(megabytes * 1e6);

  it("adds up folders on one file system, also those that are not there yet", async () => {
    const needs = [
      { folder: here("a"), megabytes: 600 },
      { folder: here("b"), megabytes: 700 },
    ];
    await checkSpace(needs, free(1800));
    await assert.rejects(checkSpace(needs, free(1799)), /1\.8 GB are needed, 1\.8 GB are free in .*a, .*b/);
  });

  it("does not look at a folder that nothing is written to", async () => {
    await checkSpace([{ folder: here("a"), megabytes: 0 }], free(0));
  });
});
