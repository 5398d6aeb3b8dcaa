import { strict as assert } from "node:assert";
import { pod } from "../../../../../../lab/plugins/kubernetes/await/kinds/pod";
import { condition, make, readyPod, stateOf, unpullablePod, unschedulablePod } from "../objects";

describe("kubernetes provider: readiness of a Pod", () => {
  const judge = (status: Record<string, unknown>) => pod.evaluate(stateOf(make("v1", "Pod", "one", { status })));

  it("goes from scheduled over initialized to ready", () => {
    const steps: [Record<string, unknown>, string][] = [
      [{}, "scheduled"],
      [unschedulablePod, "scheduled"],
      [{ conditions: [condition("PodScheduled", "True")] }, "initialized"],
      [unpullablePod, "ready"],
    ];
    for (const [status, stage] of steps) {
      const verdict = judge(status);
      assert.ok(verdict.is === "waiting" && verdict.status.endsWith(`to be ${stage}`));
    }
    assert.equal(judge(readyPod).is, "ready");
  });

  it("takes a pod that has done its work as ready", () => {
    const done = [
      condition("PodScheduled", "True"),
      condition("Initialized", "True"),
      condition("Ready", "False", "PodCompleted"),
    ];
    assert.equal(judge({ phase: "Succeeded", conditions: done }).is, "ready");
    assert.equal(judge({ phase: "Failed", conditions: done }).is, "waiting");
  });

  it("tells what an init container waits for", () => {
    const conditions = [
      condition("PodScheduled", "True"),
      condition("Initialized", "False", "ContainersNotInitialized", "incomplete"),
    ];
    const verdict = judge({
      conditions,
      initContainerStatuses: [
        { name: "setup", ready: false, state: { waiting: { reason: "ErrImagePull", message: "not found" } } },
      ],
      containerStatuses: [{ name: "app", ready: false, state: { waiting: { reason: "PodInitializing" } } }],
    });
    assert.ok(verdict.is === "waiting");
    assert.deepEqual(verdict.reasons.slice(1), ['container "setup": [ErrImagePull] not found']);
  });

  it("does not blame a container that ended well before", () => {
    const ended = { terminated: { exitCode: 0, reason: "Completed" } };
    const conditions = [
      condition("PodScheduled", "True"),
      condition("Initialized", "True"),
      condition("Ready", "False"),
    ];
    const verdict = judge({
      conditions,
      containerStatuses: [{ name: "app", ready: false, state: { running: {} }, lastState: ended }],
    });
    assert.deepEqual(verdict.is === "waiting" && verdict.reasons, ["The Pod is not ready"]);
  });

  it("has nothing to complain about while containers merely start", () => {
    const conditions = [
      condition("PodScheduled", "True"),
      condition("Initialized", "True"),
      condition("Ready", "False"),
    ];
    const verdict = judge({
      conditions,
      containerStatuses: [{ name: "app", ready: false, state: { waiting: { reason: "ContainerCreating" } } }],
    });
    assert.deepEqual(verdict.is === "waiting" && verdict.reasons, ["The Pod is not ready"]);
  });
});
