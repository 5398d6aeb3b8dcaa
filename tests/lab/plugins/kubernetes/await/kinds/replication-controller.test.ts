import { strict as assert } from "node:assert";
import { replicationController } from "../../../../../../lab/plugins/kubernetes/await/kinds/replication-controller";
import { make, stateOf } from "../objects";

describe("kubernetes provider: readiness of a ReplicationController", () => {
  it("compares the available with the wanted replicas", () => {
    const judge = (status: Record<string, unknown>) =>
      replicationController.evaluate(
        stateOf(make("v1", "ReplicationController", "old", { spec: { replicas: 2 }, status })),
      );
    assert.equal(judge({ availableReplicas: 1 }).is, "waiting");
    assert.equal(judge({ availableReplicas: 2 }).is, "ready");
  });
});
