import { strict as assert } from "node:assert";
import { unreadyReasons } from "../../../../../lab/plugins/kubernetes/await";
import { FakeCluster } from "./fake-cluster";
import { AVAILABLE, deployment, endpointSlice, make, podOf, replicaSet, ROLLING, unpullablePod } from "./objects";

const context = (cluster: FakeCluster) => ({ client: cluster, signal: new AbortController().signal });

describe("kubernetes provider: readiness at refresh", () => {
  const live = deployment({ observed: 1, revision: "1", conditions: [AVAILABLE, ROLLING] });

  it("finds nothing to say about a Deployment that is ready", async () => {
    const cluster = new FakeCluster();
    cluster.put(replicaSet("1", 2));
    assert.deepEqual(await unreadyReasons(live, context(cluster)), []);
  });

  it("tells why a Deployment has become unready, without a watch", async () => {
    const cluster = new FakeCluster();
    const set = replicaSet("1", 1);
    cluster.put(set);
    cluster.put(podOf(set, "cart-a", unpullablePod));
    const reasons = await unreadyReasons(live, context(cluster));
    assert.equal(reasons[0], "1 of 2 new pods are ready");
    assert.match(reasons[1] ?? "", /ImagePullBackOff/);
    assert.ok(!cluster.calls.some((call) => call.startsWith("watch")));
  });

  it("takes a Service's endpoints as settled", async () => {
    const cluster = new FakeCluster();
    cluster.put(endpointSlice("cart", [true]));
    const service = make("v1", "Service", "cart", { spec: { selector: { app: "cart" } } });
    assert.deepEqual(await unreadyReasons(service, context(cluster)), []);
  });

  it("judges neither claims nor what skipAwait marks, as the official provider", async () => {
    const cluster = new FakeCluster();
    const claim = make("v1", "PersistentVolumeClaim", "data", { status: { phase: "Pending" } });
    const skipped = { ...live, metadata: { ...live.metadata, annotations: { "pulumi.com/skipAwait": "true" } } };
    assert.deepEqual(await unreadyReasons(claim, context(cluster)), []);
    assert.deepEqual(await unreadyReasons(skipped, context(cluster)), []);
    assert.deepEqual(cluster.calls, []);
  });
});
