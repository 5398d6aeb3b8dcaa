import { strict as assert } from "node:assert";
import { job } from "../../../../../../lab/plugins/kubernetes/await/kinds/job";
import type { KubeObject } from "../../../../../../lab/plugins/kubernetes/client/types";
import { brokenPod, condition, make, podOf, stateOf } from "../objects";

describe("kubernetes provider: readiness of a Job", () => {
  const object = (status: Record<string, unknown>): KubeObject => make("batch/v1", "Job", "migrate", { status });
  const judge = (status: Record<string, unknown>, ...related: KubeObject[]) =>
    job.evaluate(stateOf(object(status), related));
  const startTime = "2026-01-01T00:00:00Z";

  it("goes from new over running to complete", () => {
    assert.equal(judge({}).is, "waiting");
    assert.equal(judge({ startTime, active: 1 }).is, "waiting");
    assert.equal(
      judge({ startTime, succeeded: 1, conditions: [condition("SuccessCriteriaMet", "True")] }).is,
      "waiting",
    );
    assert.equal(judge({ startTime, succeeded: 1, conditions: [condition("Complete", "True")] }).is, "ready");
  });

  for (const [reason, message] of [
    ["BackoffLimitExceeded", "Job has reached the specified backoff limit"],
    ["DeadlineExceeded", "Job was active longer than specified deadline"],
  ] as const) {
    it(`fails at once with ${reason}`, () => {
      const verdict = judge({ startTime, failed: 1, conditions: [condition("Failed", "True", reason, message)] });
      assert.deepEqual(verdict, { is: "failed", reasons: [`[${reason}] ${message}`] });
    });
  }

  it("does not fail while failure is only a target", () => {
    assert.equal(
      judge({ startTime, conditions: [condition("FailureTarget", "True"), condition("Failed", "False")] }).is,
      "waiting",
    );
  });

  it("tells the exit code of its failed pods, but not of other Jobs'", () => {
    const ended = brokenPod({ state: { terminated: { exitCode: 2, reason: "Error" } } });
    const mine = podOf(object({}), "migrate-a", ended);
    const other = podOf(make("batch/v1", "Job", "other"), "other-a", ended);
    const verdict = judge({ startTime }, mine, other);
    assert.ok(verdict.is === "waiting");
    assert.deepEqual(verdict.reasons.slice(1), [
      'Pod shop/migrate-a: container "app": terminated with exit code 2 (Error)',
    ]);
  });
});
