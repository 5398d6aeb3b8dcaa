import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compareGoVersions, pinnedVersion, readPinnedModule } from "../../../lab/toolchain/gomod";

describe("readPinnedModule", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gomod-test-"));
    writeFileSync(join(folder, "go.sum"), "");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const read = (text: string) => {
    writeFileSync(join(folder, "go.mod"), text);
    return readPinnedModule(folder);
  };

  it("reads requirements in blocks and single lines, with comments", () => {
    const pinned = read(
      "module m // ours\n\ngo 1.25.0\n\nrequire a.test/one v1.0.0\nrequire (\n\ta.test/two/v2 v2.1.0 // indirect\n)\n" +
        "replace (\n\ta.test/three => a.test/three v3.0.0\n)\ntool a.test/one/cmd\n",
    );
    assert.equal(pinned.goVersion, "1.25.0");
    assert.deepEqual(
      [...pinned.requires],
      [
        ["a.test/one", "v1.0.0"],
        ["a.test/two/v2", "v2.1.0"],
      ],
    );
  });

  it("refuses to guess a version that go.mod does not pin", () => {
    assert.throws(
      () => pinnedVersion(read("module m\n\ngo 1.25\n"), "a.test/one"),
      /go\.mod does not require a\.test\/one/,
    );
  });
});

describe("compareGoVersions", () => {
  const cases: [string, string, -1 | 0 | 1][] = [
    ["go1.26.8", "1.26.4", 1],
    ["go1.9.7", "1.26.0", -1],
    ["1.26", "go1.26.0", 0],
    ["go1.27rc1", "1.26.9", 1],
    ["devel +a1b2c3", "1.26.4", 1],
  ];
  for (const [left, right, expected] of cases) {
    it(`orders ${left} and ${right}`, () => {
      assert.equal(Math.sign(compareGoVersions(left, right)), expected);
    });
  }
});
