import assert from "node:assert/strict";
import { inspect } from "node:util";
import { RunError } from "@pulumi/pulumi";
import { UserError } from "../../../config/primitives/user-error";

describe("config/primitives/user-error", () => {
  it("is what Pulumi prints without a stack trace", () => {
    assert.ok(RunError.isInstance(new UserError("what to do")));
  });

  it("carries no frames that the SDK would format", () => {
    assert.doesNotMatch(inspect(new UserError("what to do")), /^\s+at /m);
  });
});
