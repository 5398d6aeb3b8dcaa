import { strict as assert } from "node:assert";
import { resourceQuota, secret } from "../../../../../../lab/plugins/kubernetes/await/kinds/small";
import { make, stateOf } from "../objects";

describe("kubernetes provider: readiness of quotas and tokens", () => {
  it("waits until a quota is in force", () => {
    const judge = (hard?: Record<string, string>) =>
      resourceQuota.evaluate(
        stateOf(make("v1", "ResourceQuota", "q", { spec: { hard: { pods: "2" } }, status: { hard } })),
      ).is;
    assert.deepEqual([judge(), judge({ pods: "1" }), judge({ pods: "2" })], ["waiting", "waiting", "ready"]);
  });

  it("waits for the token of a service account and for no other Secret", () => {
    const judge = (type: string, data?: Record<string, string>) =>
      secret.evaluate(stateOf(make("v1", "Secret", "s", { type, data }))).is;
    const token = "kubernetes.io/service-account-token";
    assert.deepEqual(
      [judge("Opaque"), judge(token), judge(token, {}), judge(token, { token: "eA==" })],
      ["ready", "waiting", "waiting", "ready"],
    );
  });
});
