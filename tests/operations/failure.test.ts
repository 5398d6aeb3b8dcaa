import assert from "node:assert/strict";

import { OperationError } from "../../operations/errors";
import { pulumiFailure } from "../../operations/pulumi/failure";

/** What the Automation API throws when the CLI ends with these words on standard error. */
const failed = (stderr: string, name = "CommandError"): Error =>
  Object.assign(new Error(`code: 255\n stdout: \n stderr: ${stderr}\n err?: \n`), { name });

describe("operations/pulumi/failure", () => {
  it("a lock is told with its holder, process and time", () => {
    const error = pulumiFailure(
      failed(
        "error: the stack is currently locked by 1 lock(s). Either wait or cancel.\n  file:///state/x.json: created by me@here (pid 42) at 2026-01-31T12:00:00Z",
        "ConcurrentUpdateError",
      ),
      "the update",
    );
    assert.ok(error instanceof OperationError);
    assert.equal(error.failure, "locked");
    assert.match(error.message, /locked by me@here, process 42, since 2026-01-31T12:00:00Z/);
  });
});
