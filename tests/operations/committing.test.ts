import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";

import { OperationError } from "../../operations/errors";
import { EXIT_CODES } from "../../operations/exit-codes";
import { run } from "../../operations/run";
import { captured } from "./captured";
import { repository, type Repository } from "./repository";

describe("a command that changes a stack file", () => {
  let folder: string;
  let file: string;
  let git: Repository["git"];
  const subjects = (): string[] => git("log", "--format=%s").trim().split("\n");

  let written: string;

  /** Runs a command that does `work`. @returns its exit code */
  async function perform(work: () => void, options: object = { commit: true }): Promise<unknown> {
    const command = { optsWithGlobals: () => ({ cwd: folder, ...options }) };
    try {
      written = await captured(() =>
        run(command, {
          explain: () => [],
          changes: "dev",
          perform: () => {
            work();
            return Promise.resolve({ text: "Done.", data: {}, summary: "a reason" });
          },
        }),
      );
      return process.exitCode;
    } finally {
      process.exitCode = 0;
    }
  }

  beforeEach(() => {
    ({ folder, file, git } = repository());
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("shows the change and how to commit it", async () => {
    const code = await perform(() => {
      writeFileSync(file, "two\n");
    }, {});
    assert.equal(code, EXIT_CODES.done.code);
    assert.match(written, /^Done\.\nTo commit:\n[^]*\n-one\n\+two\n\ngit commit --only Pulumi\.dev\.yaml\n$/);
    assert.deepEqual(subjects(), ["first"]);
  });

  it("tells scripts the change, and that nobody has committed it", async () => {
    await perform(
      () => {
        writeFileSync(file, "two\n");
      },
      { json: true },
    );
    const { diff, committed } = JSON.parse(written) as { diff: string; committed: boolean };
    assert.match(diff, /^\+two$/m);
    assert.equal(committed, false);
  });

  it("--commit commits the stack file when the command has succeeded", async () => {
    const code = await perform(() => {
      writeFileSync(file, "two\n");
    });
    assert.equal(code, EXIT_CODES.done.code);
    assert.deepEqual(subjects(), ["dev: a reason", "first"]);
  });

  it("--commit commits nothing when the file did not change", async () => {
    assert.equal(await perform(() => undefined), EXIT_CODES.done.code);
    assert.deepEqual(subjects(), ["first"]);
  });

  it("--commit commits nothing when the command fails", async () => {
    const code = await perform(() => {
      writeFileSync(file, "two\n");
      throw new OperationError("failed", "It failed.");
    });
    assert.equal(code, EXIT_CODES.failed.code);
    assert.deepEqual(subjects(), ["first"]);
  });

  it("--commit refuses what could not be committed before anything is done", async () => {
    writeFileSync(file, "somebody's work\n");
    const code = await perform(() => {
      assert.fail("the command ran");
    });
    assert.equal(code, EXIT_CODES.refused.code);
    assert.deepEqual(subjects(), ["first"]);
  });
});
