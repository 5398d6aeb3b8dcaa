import { strict as assert } from "node:assert";
import { daemonSet } from "../../../../../../lab/plugins/kubernetes/await/kinds/daemon-set";
import type { KubeObject } from "../../../../../../lab/plugins/kubernetes/client/types";
import { make, NO_NODE, podOf, stateOf, unschedulablePod } from "../objects";

describe("kubernetes provider: readiness of a DaemonSet", () => {
  const full = {
    observedGeneration: 2,
    desiredNumberScheduled: 3,
    currentNumberScheduled: 3,
    updatedNumberScheduled: 3,
    numberAvailable: 3,
    numberReady: 3,
  };
  const judge = (status: Record<string, unknown>, ...related: KubeObject[]) =>
    daemonSet.evaluate(stateOf(make("apps/v1", "DaemonSet", "log", { status }, { generation: 2 }), related));

  it("is ready when every node has its updated, available, ready pod", () => {
    assert.equal(judge(full).is, "ready");
  });

  for (const counter of ["currentNumberScheduled", "updatedNumberScheduled", "numberAvailable", "numberReady"]) {
    it(`waits while ${counter} lacks behind or is absent`, () => {
      assert.equal(judge({ ...full, [counter]: 2 }).is, "waiting");
      assert.equal(judge({ ...full, [counter]: undefined }).is, "waiting");
    });
  }

  it("waits for the controller to see the generation and to count the nodes", () => {
    assert.equal(judge({ ...full, observedGeneration: 1 }).is, "waiting");
    assert.equal(judge({ ...full, desiredNumberScheduled: undefined }).is, "waiting");
  });

  it("is ready where no node is meant", () => {
    assert.equal(judge({ observedGeneration: 2, desiredNumberScheduled: 0 }).is, "ready");
  });

  it("tells why its pods are not ready", () => {
    const owner = make("apps/v1", "DaemonSet", "log");
    const verdict = judge({ ...full, numberReady: 2 }, podOf(owner, "log-a", unschedulablePod));
    assert.ok(verdict.is === "waiting" && verdict.reasons.join().includes(NO_NODE));
  });
});
