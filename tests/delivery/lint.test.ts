import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { readDockerfile, SERVICE_DOCKERFILE } from "./dockerfile";
import { lintWorkflows } from "./workflow-lint";

describe("the linters of the delivery files", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bulwark-lint-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, text);
    return path;
  };

  it("the Dockerfile's reader finds what `docker build --check` finds, with rule and line", async () => {
    const { findings } = await readDockerfile(write("Dockerfile", "FROM node:22 AS one\nARG API_TOKEN\nCMD node\n"));
    assert.deepEqual(
      findings.map(({ rule, line }) => [rule, line]),
      [
        ["SecretsUsedInArgOrEnv", 2],
        ["JSONArgsRecommended", 3],
      ],
    );
  });

  it("the Dockerfile's reader refuses what cannot be built", async () => {
    await assert.rejects(
      readDockerfile(write("Dockerfile", "FROM node:22\nCOPYY a b\n")),
      /unknown instruction: COPYY/,
    );
  });

  it("a build without the folder of the service says which argument is missing", async () => {
    await assert.rejects(
      readDockerfile(SERVICE_DOCKERFILE, { GIT_BRANCH: "main" }),
      /SERVICE_DIR: name the folder of the service/,
    );
  });

  it("actionlint finds an untrusted expression in a script, and a needed job that does not exist", async () => {
    const workflow = write(
      ".github/workflows/bad.yml",
      [
        "on: pull_request",
        "jobs:",
        "  one:",
        "    runs-on: ubuntu-24.04",
        "    needs: two",
        "    steps:",
        "      - run: echo ${{ github.event.pull_request.title }}",
        "",
      ].join("\n"),
    );
    const output = await lintWorkflows(folder, [workflow]);
    assert.match(output, /"github\.event\.pull_request\.title" is potentially untrusted/);
    assert.match(output, /needs job "two" which does not exist/);
  });

  it("actionlint has nothing to say of a good workflow", async () => {
    const workflow = write(
      ".github/workflows/good.yml",
      "on: push\njobs:\n  one:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo\n",
    );
    assert.equal(await lintWorkflows(folder, [workflow]), "");
  });
}).timeout(600_000);
