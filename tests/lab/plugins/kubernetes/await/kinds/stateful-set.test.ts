import { strict as assert } from "node:assert";
import { statefulSet as rule } from "../../../../../../lab/plugins/kubernetes/await/kinds/stateful-set";
import type { KubeObject } from "../../../../../../lab/plugins/kubernetes/client/types";
import { brokenPod, make, podOf, stateOf } from "../objects";

type Status = Record<string, unknown>;

function set(status: Status, options: { generation?: number; strategy?: string } = {}): KubeObject {
  const { generation = 1, strategy = "RollingUpdate" } = options;
  const spec = { replicas: 3, updateStrategy: { type: strategy } };
  return make(
    "apps/v1",
    "StatefulSet",
    "db",
    { spec, status: { observedGeneration: generation, ...status } },
    { generation },
  );
}
const judge = (object: KubeObject, ...related: KubeObject[]) => rule.evaluate(stateOf(object, related));
const full = { replicas: 3, readyReplicas: 3, currentReplicas: 3, currentRevision: "db-1", updateRevision: "db-1" };

describe("kubernetes provider: readiness of a StatefulSet", () => {
  it("is ready when all replicas are ready and of the update's revision", () => {
    assert.equal(judge(set(full)).is, "ready");
  });

  it("does not trust a status of an older generation", () => {
    assert.equal(judge(set({ ...full, observedGeneration: 1 }, { generation: 2 })).is, "waiting");
    assert.equal(judge(set({ ...full, observedGeneration: undefined })).is, "waiting");
  });

  for (const counter of ["replicas", "readyReplicas", "currentReplicas"]) {
    it(`waits while ${counter} lacks behind`, () => {
      assert.equal(judge(set({ ...full, [counter]: 2 })).is, "waiting");
    });
  }

  it("goes through a rolling update step by step", () => {
    const revisions = { currentRevision: "db-1", updateRevision: "db-2", replicas: 3 };
    const steps = [
      { ...revisions, readyReplicas: 3, currentReplicas: 3 },
      { ...revisions, readyReplicas: 2, currentReplicas: 2, updatedReplicas: 1 },
      { ...revisions, readyReplicas: 3, currentReplicas: 1, updatedReplicas: 2 },
      { ...revisions, readyReplicas: 3, updatedReplicas: 3 },
    ];
    for (const step of steps) assert.equal(judge(set(step, { generation: 2 })).is, "waiting");
    assert.equal(
      judge(set({ ...full, currentRevision: "db-2", updateRevision: "db-2" }, { generation: 2 })).is,
      "ready",
    );
  });

  it("does not count ready pods of the old revision as progress", () => {
    const verdict = judge(set({ ...full, updateRevision: "db-2", updatedReplicas: 1 }, { generation: 2 }));
    assert.ok(
      verdict.is === "waiting" && verdict.reasons.includes('The update from revision "db-1" to "db-2" is not complete'),
    );
  });

  it("leaves the revision of an OnDelete update to the person who deletes the pods", () => {
    const updated = { replicas: 3, readyReplicas: 3, currentRevision: "db-1", updateRevision: "db-2" };
    assert.equal(judge(set(updated, { generation: 2, strategy: "OnDelete" })).is, "ready");
    assert.equal(judge(set({ ...updated, readyReplicas: 2 }, { generation: 2, strategy: "OnDelete" })).is, "waiting");
    assert.equal(judge(set(updated, { generation: 1, strategy: "OnDelete" })).is, "waiting");
  });

  it("keeps waiting under a partition, as the official provider does", () => {
    const partial = { ...full, currentReplicas: 2, updateRevision: "db-2", updatedReplicas: 1 };
    assert.equal(judge(set(partial, { generation: 2 })).is, "waiting");
  });

  it("tells how a crashing pod ended", () => {
    const object = set({ ...full, readyReplicas: 0 });
    const crash = brokenPod({
      state: {
        waiting: {
          reason: "CrashLoopBackOff",
          message: "back-off 10s restarting failed container=app pod=db-0_shop(Pod-db-0)",
        },
      },
      lastState: { terminated: { exitCode: 3, reason: "Error", message: "no such database\n" } },
    });
    const verdict = judge(object, podOf(object, "db-0", crash));
    assert.ok(verdict.is === "waiting");
    const [, reason = ""] = verdict.reasons;
    assert.match(
      reason,
      /^Pod shop\/db-0: container "app": \[CrashLoopBackOff\] back-off 10s restarting failed container=app; /,
    );
    assert.match(reason, /terminated with exit code 3 \(Error\): no such database$/);
  });
});
