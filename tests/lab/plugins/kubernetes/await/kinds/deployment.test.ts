import { strict as assert } from "node:assert";
import fc from "fast-check";
import { deployment as rule } from "../../../../../../lab/plugins/kubernetes/await/kinds/deployment";
import type { KubeObject } from "../../../../../../lab/plugins/kubernetes/client/types";
import {
  AVAILABLE,
  condition,
  deployment,
  make,
  NO_NODE,
  podOf,
  PULL_MESSAGE,
  readyPod,
  replicaSet,
  ROLLED_OUT,
  ROLLING,
  stateOf,
  unpullablePod,
  unschedulablePod,
} from "../objects";

const judge = (object: KubeObject, ...related: KubeObject[]) => rule.evaluate(stateOf(object, related));
const reasons = (object: KubeObject, ...related: KubeObject[]): string[] => {
  const verdict = judge(object, ...related);
  return verdict.is === "ready" ? [] : verdict.reasons;
};
const available = deployment({ observed: 1, revision: "1", conditions: [AVAILABLE, ROLLING] });
const unavailable = deployment({
  observed: 1,
  revision: "1",
  conditions: [condition("Available", "False", "MinimumReplicasUnavailable", "Too few."), ROLLING],
});

describe("kubernetes provider: readiness of a Deployment", () => {
  it("waits until the controller has seen the current generation", () => {
    assert.equal(
      judge(deployment({ generation: 2, observed: 1, revision: "1", conditions: [AVAILABLE] }), replicaSet("1", 2)).is,
      "waiting",
    );
  });

  it("goes from nothing over unready pods to ready in the first revision", () => {
    const sequence: [KubeObject, KubeObject[], string][] = [
      [deployment({}), [], "waiting"],
      [deployment({ observed: 1 }), [], "waiting"],
      [unavailable, [replicaSet("1", 0)], "waiting"],
      [unavailable, [replicaSet("1", 1)], "waiting"],
      [unavailable, [replicaSet("1", 2)], "waiting"],
      [available, [replicaSet("1", 2)], "ready"],
    ];
    for (const [object, related, expected] of sequence) assert.equal(judge(object, ...related).is, expected);
  });

  it("asks for a finished roll-out from the second revision on", () => {
    const at = (progress: Record<string, unknown>): KubeObject =>
      deployment({ generation: 2, observed: 2, revision: "2", conditions: [AVAILABLE, progress] });
    assert.equal(judge(at(ROLLING), replicaSet("1", 2), replicaSet("2", 2)).is, "waiting");
    assert.equal(judge(at(ROLLED_OUT), replicaSet("1", 0), replicaSet("2", 2)).is, "ready");
  });

  it("does not take the old revision's pods for the new one's", () => {
    const object = deployment({ generation: 2, observed: 2, revision: "2", conditions: [AVAILABLE, ROLLED_OUT] });
    assert.equal(judge(object, replicaSet("1", 2)).is, "waiting");
    assert.equal(judge(object, replicaSet("1", 2), replicaSet("2", 1)).is, "waiting");
  });

  it("ignores a ReplicaSet that another object owns", () => {
    const foreign = {
      ...replicaSet("1", 2),
      metadata: { ...replicaSet("1", 2).metadata, ownerReferences: [{ uid: "other" }] },
    };
    assert.equal(judge(available, foreign).is, "waiting");
  });

  it("does not believe a ReplicaSet seen from before a scaling", () => {
    assert.equal(judge(available, replicaSet("1", 1, { replicas: 1, desired: "1" })).is, "waiting");
  });

  it("is ready at zero replicas and says so", () => {
    const scaled = { ...available, spec: { replicas: 0, selector: {} } };
    const verdict = judge(scaled, replicaSet("1", 0, { replicas: 0, desired: "0" }));
    assert.deepEqual(verdict, { is: "ready", note: "The Deployment is scaled to 0 replicas" });
  });

  it("waits for the claims its pods mount and names the unbound one", () => {
    const object = deployment({ observed: 1, revision: "1", conditions: [AVAILABLE], claim: "data" });
    const claim = (phase: string): KubeObject => make("v1", "PersistentVolumeClaim", "data", { status: { phase } });
    assert.deepEqual(
      rule.needs(object).map(({ kind }) => kind.kind),
      ["ReplicaSet", "Pod", "PersistentVolumeClaim"],
    );
    assert.ok(
      reasons(object, replicaSet("1", 2), claim("Pending")).includes(
        "PersistentVolumeClaim data is Pending, not Bound",
      ),
    );
    assert.equal(judge(object, replicaSet("1", 2), claim("Bound")).is, "ready");
  });

  it("tells the image that can't be pulled once for all its pods", () => {
    const set = replicaSet("1", 0);
    const all = reasons(unavailable, set, podOf(set, "cart-a", unpullablePod), podOf(set, "cart-b", unpullablePod));
    assert.deepEqual(
      all.filter((reason) => reason.includes("ImagePull")),
      [`Pod shop/cart-a, shop/cart-b: container "app": [ImagePullBackOff] ${PULL_MESSAGE}`],
    );
  });

  it("says nothing about pods of an older revision", () => {
    const object = deployment({ generation: 2, observed: 2, revision: "2", conditions: [AVAILABLE, ROLLING] });
    const pod = podOf(replicaSet("1", 0), "cart-old", unpullablePod);
    assert.ok(!reasons(object, replicaSet("1", 0), replicaSet("2", 0), pod).join().includes("cart-old"));
  });

  it("gives the scheduler's words for a pod that fits nowhere", () => {
    const set = replicaSet("1", 0);
    assert.ok(
      reasons(unavailable, set, podOf(set, "cart-a", unschedulablePod))
        .join()
        .includes(NO_NODE),
    );
  });

  it("gives the reason why pods could not be created at all", () => {
    const message = 'pods "cart-1-x" is forbidden: exceeded quota: compute';
    const object = deployment({
      observed: 1,
      revision: "1",
      conditions: [condition("ReplicaFailure", "True", "FailedCreate", message)],
    });
    assert.ok(reasons(object, replicaSet("1", 0)).includes(`[FailedCreate] ${message}`));
  });

  it("gives the progress deadline's message but keeps waiting", () => {
    const late = condition("Progressing", "False", "ProgressDeadlineExceeded", "ReplicaSet cart-1 has timed out.");
    const object = deployment({ observed: 1, revision: "1", conditions: [late] });
    assert.equal(judge(object, replicaSet("1", 0)).is, "waiting");
    assert.ok(
      reasons(object, replicaSet("1", 0)).includes("[ProgressDeadlineExceeded] ReplicaSet cart-1 has timed out."),
    );
  });

  it("needs only pods that its selector picks", () => {
    const pods = rule.needs(available).find(({ kind }) => kind.kind === "Pod");
    assert.equal(pods?.keep(make("v1", "Pod", "a", {}, { labels: { app: "cart" } })), true);
    assert.equal(pods.keep(make("v1", "Pod", "b", {}, { labels: { app: "till" } })), false);
  });

  it("comes to the same verdict whatever order the objects arrived in", () => {
    const set = replicaSet("2", 1);
    const related = [
      set,
      replicaSet("1", 2),
      podOf(set, "cart-a", unpullablePod),
      podOf(set, "cart-b", unschedulablePod),
      podOf(set, "cart-c", readyPod),
    ];
    const object = deployment({ generation: 2, observed: 2, revision: "2", conditions: [AVAILABLE, ROLLING] });
    const expected = reasons(object, ...related).sort();
    fc.assert(
      fc.property(fc.shuffledSubarray(related, { minLength: related.length }), (order) => {
        assert.deepEqual(reasons(object, ...order).sort(), expected);
      }),
    );
  });
});
