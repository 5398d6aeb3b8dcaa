import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { readSources } from "../../../policies/audit/sources";
import { UsageError } from "../../../policies/audit/usage";

describe("the sources of an audit", () => {
  let folder: string;
  const write = (name: string, content: string | Uint8Array = name): void => {
    writeFileSync(join(folder, name), content);
  };
  const read = (...paths: string[]) => readSources(paths, folder, () => "from standard input");
  const names = (...paths: string[]): string[] => read(...paths).sources.map(({ name }) => name);

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "bulwark-sources-")));
    for (const inner of ["app", "app/deep", "app/.git", "app/node_modules"]) {
      mkdirSync(join(folder, inner));
    }
    for (const name of ["app/b.yaml", "app/a.yml", "app/c.json", "app/read.me", "app/deep/d.YAML"]) {
      write(name);
    }
    write("app/.git/hidden.yaml");
    write("app/node_modules/package.json");
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("are all manifests in a folder and below, in the order of their names", () => {
    assert.deepEqual(names("app"), ["app/a.yml", "app/b.yaml", "app/c.json", "app/deep/d.YAML"]);
  });

  it("are a named file, whatever it is called", () => {
    assert.deepEqual(names("app/read.me"), ["app/read.me"]);
  });

  it("are standard input for -", () => {
    assert.deepEqual(read("-").sources, [{ name: "-", content: "from standard input" }]);
  });

  it("are read once, however often they are named", () => {
    assert.deepEqual(names("app/b.yaml", "app", "-", "app/../app/a.yml", "-"), [
      "app/b.yaml",
      "app/a.yml",
      "app/c.json",
      "app/deep/d.YAML",
      "-",
    ]);
  });

  it("end where links lead in a circle", () => {
    symlinkSync(join(folder, "app"), join(folder, "app/deep/again"));
    assert.equal(names("app").length, 4);
  });

  it("do not exist: every such path is named at once, with what is allowed", () => {
    assert.throws(
      () => read("app", "nowhere", "never.yaml"),
      (error: unknown) => {
        assert.ok(error instanceof UsageError);
        assert.deepEqual(
          error.problems.map(({ where, given }) => [where, given]),
          [
            ["PATH", "nowhere"],
            ["PATH", "never.yaml"],
          ],
        );
        assert.match(error.message, /2 problems.*allowed: a file, a folder, or - for standard input/s);
        return true;
      },
    );
  });

  it("cannot be read: the others are", () => {
    symlinkSync(join(folder, "gone"), join(folder, "app/broken.yaml"));
    write("app/bytes.yaml", Uint8Array.of(0x61, 0xff, 0xfe));
    const { sources, faults } = read("app");
    assert.equal(sources.length, 4);
    assert.deepEqual(
      faults.map(({ file }) => file),
      ["app/broken.yaml", "app/bytes.yaml"],
    );
    assert.match(faults[1]!.message, /^it cannot be read: .*utf-8/i);
  });

  it("are none in a folder without manifests, which is said", () => {
    mkdirSync(join(folder, "empty"));
    const { sources, faults } = read("empty");
    assert.deepEqual(sources, []);
    assert.match(faults[0]!.message, /no \.yaml, \.yml or \.json/);
  });
});
