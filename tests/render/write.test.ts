import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { INVENTORY, OutputError, writeRendering } from "../../render/write";

describe("render/write", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "bulwark-render-"))));
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const inventory = { path: INVENTORY, content: "urn\n" };

  it("replaces an older rendering as a whole", () => {
    const out = join(folder, "out");
    writeRendering(out, [inventory, { path: "a/old.yaml", content: "old" }]);
    writeRendering(out, [inventory, { path: "a/new.yaml", content: "new" }]);
    assert.equal(readFileSync(join(out, "a/new.yaml"), "utf8"), "new");
    assert.equal(existsSync(join(out, "a/old.yaml")), false);
    assert.deepEqual(readdirSync(folder), ["out"]);
  });

  it("refuses a folder with other files and leaves them alone", () => {
    writeFileSync(join(folder, "mine.txt"), "kept");
    assert.throws(() => {
      writeRendering(folder, [inventory]);
    }, OutputError);
    assert.deepEqual(readdirSync(folder), ["mine.txt"]);
  });

  it("refuses a file and leaves it alone", () => {
    const file = join(folder, "mine.txt");
    writeFileSync(file, "kept");
    assert.throws(() => {
      writeRendering(file, [inventory]);
    }, OutputError);
    assert.equal(readFileSync(file, "utf8"), "kept");
  });
});
