import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { completion } from "../../operations/completion";
import { program } from "../../operations/program";

/** What bash would offer at the end of the words. */
function offered(words: readonly string[], project: string): readonly string[] {
  const script = `${completion("bash", program(), ["mllp", "bitvault"])}
COMP_WORDS=(${words.map((word) => `"${word}"`).join(" ")}); COMP_CWORD=${words.length - 1}; _bulwark; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status } = spawnSync("bash", ["-c", script], {
    encoding: "utf8",
    env: { ...process.env, BULWARK_PROJECT: project },
  });
  assert.equal(status, 0, stderr);
  return stdout.trim().split("\n");
}

describe("completion in bash", () => {
  let project: string;

  before(() => {
    project = mkdtempSync(join(tmpdir(), "bulwark-completion-"));
    writeFileSync(join(project, "Pulumi.yaml"), "");
    writeFileSync(join(project, "Pulumi.prod-eu.yaml"), "");
  });

  after(() => {
    rmSync(project, { recursive: true });
  });

  it("completes commands", () => {
    assert.deepEqual(offered(["bulwark", "dep"], project), ["deploy"]);
  });

  it("completes commands of a group", () => {
    assert.deepEqual(offered(["bulwark", "previews", "cr"], project), ["create"]);
  });

  it("completes stacks out of the stack files", () => {
    assert.deepEqual(offered(["bulwark", "deploy", "pro"], project), ["prod-eu"]);
  });

  it("completes systems", () => {
    assert.deepEqual(offered(["bulwark", "deploy", "prod-eu", "ml"], project), ["mllp"]);
  });

  it("completes options of the command at hand", () => {
    assert.deepEqual(offered(["bulwark", "deploy", "prod-eu", "--ref"], project), ["--refresh"]);
    assert.deepEqual(offered(["bulwark", "previews", "remove", "--expi"], project), ["--expired"]);
  });
});
