import assert from "node:assert/strict";

import { podReasons } from "../../operations/kubernetes/pod-reasons";
import { deploymentRollout, statefulSetRollout } from "../../operations/kubernetes/rollout";
import { objectStatus } from "../../operations/kubernetes/status";

type Deployment = Parameters<typeof deploymentRollout>[0];
type Pod = Parameters<typeof podReasons>[0];

const deployment = (status: object, generation = 2): Deployment =>
  ({
    metadata: { generation },
    spec: { replicas: 3 },
    status: { observedGeneration: 2, ...status },
  }) as unknown as Deployment;
const done = { updatedReplicas: 3, replicas: 3, availableReplicas: 3 };

describe("operations/kubernetes: roll-outs and pods", () => {
  it("a Deployment is done when all its pods are new and available", () => {
    assert.deepEqual(deploymentRollout(deployment(done)), { isDone: true, text: "3/3 ready" });
  });

  const waits = {
    "its controller has not seen the change": [done, 3, /not seen it yet/],
    "pods of the new version are missing": [{ ...done, updatedReplicas: 1 }, 2, /1\/3 pods are of the new version/],
    "former pods are still there": [{ ...done, replicas: 4 }, 2, /1 pods of the former version/],
    "a pod is not available": [{ ...done, availableReplicas: 2 }, 2, /2\/3 available/],
  } as const;
  for (const [when, [status, generation, text]] of Object.entries(waits)) {
    it(`a Deployment is not done while ${when}`, () => {
      const rollout = deploymentRollout(deployment(status, generation));
      assert.equal(rollout.isDone, false);
      assert.match(rollout.text, text);
    });
  }

  it("a StatefulSet is not done while a pod is not ready", () => {
    const set = {
      metadata: { generation: 1 },
      spec: { replicas: 1 },
      status: { observedGeneration: 1, readyReplicas: 0 },
    };
    assert.deepEqual(statefulSetRollout(set as never), { isDone: false, text: "0/1 ready" });
  });

  it("a pod that crashes says how it ended and that it waits", () => {
    const state = {
      name: "app",
      ready: false,
      state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 40 s" } },
      lastState: { terminated: { exitCode: 1, reason: "Error" } },
    };
    const pod = { metadata: {}, status: { containerStatuses: [state] } } as unknown as Pod;
    assert.deepEqual(podReasons(pod), [
      "container app: CrashLoopBackOff: back-off 40 s; ended with exit code 1 (Error)",
    ]);
  });

  it("a pod that no node takes says why", () => {
    const conditions = [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/9 nodes" }];
    assert.deepEqual(podReasons({ status: { conditions } }), ["not scheduled: Unschedulable: 0/9 nodes"]);
  });

  it("a pod that is ready has no reasons", () => {
    assert.deepEqual(podReasons({ status: { conditions: [{ type: "Ready", status: "True" }] } }), []);
  });

  it("an object that the cluster lacks is not ready", () => {
    const { isReady, state } = objectStatus({ kind: "Service", name: "a", namespace: "b" }, undefined);
    assert.deepEqual([isReady, state], [false, "is not in the cluster"]);
  });
});
