import { strict as assert } from "node:assert";
import { persistentVolume, persistentVolumeClaim } from "../../../../../../lab/plugins/kubernetes/await/kinds/volumes";
import type { KubeObject } from "../../../../../../lab/plugins/kubernetes/client/types";
import { make, stateOf } from "../objects";

describe("kubernetes provider: readiness of volumes and claims", () => {
  const claim = (phase: string): KubeObject =>
    make("v1", "PersistentVolumeClaim", "data", { spec: { storageClassName: "fast" }, status: { phase } });
  const storageClass = (volumeBindingMode: string): KubeObject =>
    make("storage.k8s.io/v1", "StorageClass", "fast", { volumeBindingMode });

  it("waits until a claim is bound", () => {
    assert.equal(persistentVolumeClaim.evaluate(stateOf(claim("Pending"), [storageClass("Immediate")])).is, "waiting");
    assert.equal(persistentVolumeClaim.evaluate(stateOf(claim("Bound"), [storageClass("Immediate")])).is, "ready");
  });

  it("does not wait for a claim that is bound with its first pod", () => {
    const late = [storageClass("WaitForFirstConsumer")];
    assert.equal(persistentVolumeClaim.evaluate(stateOf(claim("Pending"), late)).is, "ready");
    assert.equal(persistentVolumeClaim.evaluate(stateOf(claim("Lost"), late)).is, "waiting");
  });

  it("names a storage class that does not exist", () => {
    const verdict = persistentVolumeClaim.evaluate(stateOf(claim("Pending")));
    assert.ok(verdict.is === "waiting" && verdict.reasons.includes('StorageClass "fast" does not exist'));
  });

  it("takes a volume as ready when it is available or bound", () => {
    const judge = (phase: string) =>
      persistentVolume.evaluate(stateOf(make("v1", "PersistentVolume", "pv", { status: { phase } }))).is;
    assert.deepEqual(["Pending", "Available", "Bound", "Failed"].map(judge), ["waiting", "ready", "ready", "waiting"]);
  });
});
