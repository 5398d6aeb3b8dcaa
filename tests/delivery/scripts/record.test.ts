import assert from "node:assert/strict";
import type { SpawnSyncReturns } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";

import { Workbench } from "./support";

describe("record.sh", () => {
  let bench: Workbench;
  beforeEach(() => {
    bench = new Workbench();
  });
  afterEach(() => {
    bench.remove();
  });
  const clone = (name: string): void => {
    bench.git(".", "clone", "--quiet", "hub.git", name);
  };
  const record = (): SpawnSyncReturns<string> =>
    bench.script("runner", "record.sh", "prod", bench.path("prod.patch"), "main");
  const onMain = (path: string): string => bench.git("hub.git", "show", `main:${path}`);
  beforeEach(() => {
    bench.git(".", "init", "--quiet", "--bare", "--initial-branch=main", "hub.git");
    clone("author");
    bench.git("author", "checkout", "--quiet", "-B", "main");
    bench.write("author/Pulumi.prod.yaml", "config:\n  a: 1\n  b: 1\n  c: 1\n  d: 1\n  e: 1\n");
    bench.commit("author", "first");
    bench.git("author", "push", "--quiet", "origin", "main");
    clone("runner");
    bench.write("runner/Pulumi.prod.yaml", "config:\n  a: 2\n  b: 1\n  c: 1\n  d: 1\n  e: 1\n");
    writeFileSync(bench.path("prod.patch"), `${bench.git("runner", "diff", "--binary")}\n`);
    bench.git("runner", "checkout", "--quiet", ".");
  });

  it("commits and pushes the change, and asks for no other deployment", () => {
    const { status, stderr } = record();
    assert.equal(status, 0, stderr);
    assert.match(onMain("Pulumi.prod.yaml"), /a: 2/);
    assert.match(bench.git("hub.git", "log", "-1", "--format=%an %s", "main"), /^github-actions.*\[skip ci\]$/);
  });

  it("keeps what others have pushed meanwhile", () => {
    bench.write("author/Pulumi.prod.yaml", "config:\n  a: 1\n  b: 1\n  c: 1\n  d: 1\n  e: 2\n");
    bench.commit("author", "second");
    bench.git("author", "push", "--quiet", "origin", "main");
    assert.equal(record().status, 0);
    assert.match(onMain("Pulumi.prod.yaml"), /a: 2[^]*e: 2/);
  });

  it("makes no commit of an empty change, nor of one that is there already", () => {
    assert.equal(record().status, 0);
    const head = bench.git("hub.git", "rev-parse", "main");
    assert.match(record().stdout, /says it already/);
    writeFileSync(bench.path("prod.patch"), "");
    assert.match(record().stdout, /did not change/);
    assert.equal(bench.git("hub.git", "rev-parse", "main"), head);
  });

  it("changes no other file, whatever the patch says", () => {
    bench.write("runner/policies.txt", "off\n");
    bench.git("runner", "add", "--all");
    const other = bench.git("runner", "diff", "--cached", "--binary");
    bench.git("runner", "reset", "--quiet", "--hard");
    writeFileSync(bench.path("prod.patch"), `${other}\n`);
    record();
    assert.equal(bench.git("hub.git", "ls-tree", "--name-only", "main"), "Pulumi.prod.yaml");
  });

  it("fails, and shows the change, when nobody lets it push", () => {
    bench.write("hub.git/hooks/pre-receive", "#!/bin/sh\nexit 1\n");
    chmodSync(bench.path("hub.git/hooks/pre-receive"), 0o755);
    const { status, stderr } = record();
    assert.equal(status, 1);
    assert.match(stderr, /could not be pushed[^]*\+ {2}a: 2/);
  });
});
