import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { OperationError } from "../../../operations/errors";
import { readEnv, readSecretFile, unknownText, variableOf } from "../../../operations/secrets/env-file";

describe("an env file", () => {
  it("gives the secrets of a system by the names of their variables, and names the rest with the nearest", () => {
    const text = "DATABASE_URL='postgres://u:p@h/d'\nREDISURL=rediss://h\n# a comment\nLOG_LEVEL=info\n";
    const { known, unknown } = readEnv("smedrec", text);
    assert.deepEqual(known, { databaseUrl: "postgres://u:p@h/d" });
    assert.deepEqual(unknown, [
      { variable: "REDISURL", nearest: ["REDIS_URL"] },
      { variable: "LOG_LEVEL", nearest: [] },
    ]);
    assert.match(unknownText(unknown[0]!), /did you mean REDIS_URL/);
  });

  it("is refused without any secret of the system, and with an empty one; a value is in no message", () => {
    const refuse = (text: string, pattern: RegExp): void => {
      assert.throws(
        () => readEnv("smedrec", text),
        (error: OperationError) =>
          error.exitCode === 1 &&
          pattern.test(error.message) &&
          !`${error.message}${error.remedy.join()}`.includes("hidden"),
      );
    };
    refuse("TOKEN=hidden", /no secret of smedrec.*DATABASE_URL/);
    refuse("DATABASE_URL=\nREDIS_URL=hidden", /DATABASE_URL is empty/);
  });

  it("calls a secret by its variable", () => {
    assert.equal(variableOf("openaiApiKey"), "OPENAI_API_KEY");
    assert.equal(variableOf("tlsKey"), "TLS_KEY");
  });

  it("is refused when git tracks it, and read when git does not", async () => {
    const folder = mkdtempSync(join(tmpdir(), "bulwark-env-"));
    try {
      const file = join(folder, ".env");
      writeFileSync(file, "A=b");
      assert.equal(await readSecretFile(file), "A=b");
      execFileSync("git", ["init", "-q"], { cwd: folder });
      assert.equal(await readSecretFile(file), "A=b");
      execFileSync("git", ["add", ".env"], { cwd: folder });
      await assert.rejects(readSecretFile(file), (error: OperationError) => error.exitCode === 3);
      await assert.rejects(readSecretFile(join(folder, "lost")), (error: OperationError) => error.exitCode === 1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
