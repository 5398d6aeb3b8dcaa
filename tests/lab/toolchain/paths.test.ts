import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { LabError } from "../../../lab/errors";
import { cacheDir, defaultLabName, labDir } from "../../../lab/paths";

describe("cacheDir", () => {
  it("prefers BULWARK_CACHE to XDG_CACHE_HOME", () => {
    assert.equal(cacheDir({ BULWARK_CACHE: "/a", XDG_CACHE_HOME: "/b" }), "/a");
    assert.equal(cacheDir({ XDG_CACHE_HOME: "/b" }), "/b/bulwark");
  });

  it("ignores a relative XDG_CACHE_HOME", () => {
    assert.equal(cacheDir({ XDG_CACHE_HOME: "relative" }), cacheDir({}));
    assert.ok(cacheDir({}).startsWith(homedir()));
  });
});

describe("labDir", () => {
  it("lies in the cache folder", () => {
    assert.equal(labDir("my-lab", { BULWARK_CACHE: "/a" }), "/a/labs/my-lab");
  });

  for (const name of ["", "..", "a/b", "-a", "a-", "Upper", "a".repeat(41)]) {
    it(`refuses the name "${name}"`, () => {
      assert.throws(() => labDir(name, { BULWARK_CACHE: "/a" }), LabError);
    });
  }
});

describe("defaultLabName", () => {
  it("differs between clones, and is the same by whatever path a clone is reached", () => {
    const root = mkdtempSync(join(tmpdir(), "paths-test-"));
    try {
      mkdirSync(join(root, "one"));
      mkdirSync(join(root, "two"));
      symlinkSync(join(root, "one"), join(root, "link"));
      assert.match(defaultLabName(join(root, "one")), /^bulwark-[0-9a-f]{6}$/);
      assert.equal(defaultLabName(join(root, "one")), defaultLabName(join(root, "link")));
      assert.notEqual(defaultLabName(join(root, "one")), defaultLabName(join(root, "two")));
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
