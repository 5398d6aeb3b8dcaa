import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";

import { OperationError } from "../../operations/errors";
import { EXIT_CODES } from "../../operations/exit-codes";
import { run } from "../../operations/run";
import { repository, type Repository } from "./repository";

describe("--commit", () => {
  let folder: string;
  let file: string;
  let git: Repository["git"];
  const subjects = (): string[] => git("log", "--format=%s").trim().split("\n");

  /** Runs a command that does `work`. @returns its exit code */
  async function perform(work: () => void): Promise<unknown> {
    const command = { optsWithGlobals: () => ({ commit: true, json: true, cwd: folder }) };
    // What it prints is not looked at here, and would stand between the lines of the report.
    for (const stream of [process.stdout, process.stderr]) stream.write = () => true;
    try {
      await run(command, {
        explain: () => [],
        committing: { stack: "dev", message: "a reason" },
        perform: () => {
          work();
          return Promise.resolve({ text: "", data: {} });
        },
      });
      return process.exitCode;
    } finally {
      for (const stream of [process.stdout, process.stderr]) Reflect.deleteProperty(stream, "write");
      process.exitCode = 0;
    }
  }

  beforeEach(() => {
    ({ folder, file, git } = repository());
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("commits the stack file when the command has succeeded", async () => {
    const code = await perform(() => {
      writeFileSync(file, "two\n");
    });
    assert.equal(code, EXIT_CODES.done.code);
    assert.deepEqual(subjects(), ["dev: a reason", "first"]);
  });

  it("commits nothing when the file did not change", async () => {
    assert.equal(await perform(() => undefined), EXIT_CODES.done.code);
    assert.deepEqual(subjects(), ["first"]);
  });

  it("commits nothing when the command fails", async () => {
    const code = await perform(() => {
      writeFileSync(file, "two\n");
      throw new OperationError("failed", "It failed.");
    });
    assert.equal(code, EXIT_CODES.failed.code);
    assert.deepEqual(subjects(), ["first"]);
  });

  it("refuses what could not be committed before anything is done", async () => {
    writeFileSync(file, "somebody's work\n");
    const code = await perform(() => {
      assert.fail("the command ran");
    });
    assert.equal(code, EXIT_CODES.refused.code);
    assert.deepEqual(subjects(), ["first"]);
  });
});
