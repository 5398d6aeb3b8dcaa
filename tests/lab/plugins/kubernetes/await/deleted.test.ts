import { strict as assert } from "node:assert";
import { type AwaitContext, awaitDeleted } from "../../../../../lab/plugins/kubernetes/await";
import { FakeCluster } from "./fake-cluster";
import { condition, make } from "./objects";
import { atOnce, eventually, failure } from "./waiting";

const claim = make(
  "v1",
  "PersistentVolumeClaim",
  "data",
  {},
  { deletionTimestamp: "2026-01-01T00:00:00Z", finalizers: ["kubernetes.io/pvc-protection"] },
);
const ref = {
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  name: "data",
  namespace: "shop",
  uid: claim.metadata.uid ?? "",
};

describe("kubernetes provider: waiting for a deletion", () => {
  let cluster: FakeCluster;
  let reports: string[];
  let abort: AbortController;

  beforeEach(() => {
    cluster = new FakeCluster();
    reports = [];
    abort = new AbortController();
  });

  const context = (more: Partial<AwaitContext> = {}): AwaitContext => ({
    client: cluster,
    signal: abort.signal,
    report: (line) => reports.push(line),
    pace: { retry: 1 },
    ...more,
  });

  afterEach(async () => {
    await eventually(() => cluster.openWatches === 0);
  });

  it("returns when the object is gone already", async () => {
    await awaitDeleted(ref, context());
  });

  it("returns when the object goes, telling meanwhile what holds it", async () => {
    cluster.put(claim);
    const wait = awaitDeleted(ref, context());
    await eventually(() => reports.length > 0 && cluster.openWatches > 0);
    cluster.put(claim);
    cluster.remove(claim);
    await wait;
    assert.deepEqual(reports, [
      'Waiting for the deletion (Finalizer "kubernetes.io/pvc-protection" is still set: a pod still uses the claim)',
    ]);
  });

  it("returns when the object goes while its watch is being set up", async () => {
    cluster.put(claim);
    const list = cluster.list.bind(cluster);
    cluster.list = async (...args) => {
      await new Promise(setImmediate);
      cluster.remove(claim);
      return list(...args);
    };
    // Longer than a test may take: the time limit would end the wait too.
    await awaitDeleted(ref, context({ timeoutSeconds: 600 }));
  });

  it("says nothing about the state from before the deletion", async () => {
    const { deletionTimestamp, ...metadata } = claim.metadata;
    cluster.put({ ...claim, metadata });
    const wait = awaitDeleted(ref, context());
    await eventually(() => cluster.openWatches > 0);
    cluster.put({ ...claim, metadata: { ...metadata, deletionTimestamp } });
    await eventually(() => reports.length > 0);
    cluster.remove(claim);
    await wait;
    assert.equal(reports.length, 1);
  });

  it("returns when another object has taken the name, before or while it waits", async () => {
    const other = { ...claim, metadata: { ...claim.metadata, uid: "another" } };
    cluster.put(other);
    await awaitDeleted(ref, context());
    cluster.put(claim);
    const wait = awaitDeleted(ref, context());
    await eventually(() => cluster.openWatches > 0);
    cluster.put(other);
    await wait;
  });

  it("notices a deletion that only a new list shows", async () => {
    cluster.put(claim);
    const wait = awaitDeleted(ref, context());
    await eventually(() => cluster.openWatches > 0);
    cluster.remove(claim);
    cluster.compact();
    await wait;
  });

  it("gives up after the annotation's time with the finalizers as reasons", async () => {
    cluster.put(claim);
    const annotations = { "pulumi.com/timeoutSeconds": "0" };
    const error = await failure(awaitDeleted({ ...ref, annotations }, context({ timeoutSeconds: 0.5 })));
    assert.equal(error.cause, "timeout");
    assert.equal(error.message, "PersistentVolumeClaim shop/data is not deleted after 0.5 s");
    assert.equal(error.reasons.length, 1);
    assert.match(error.reasons[0] ?? "", /kubernetes.io\/pvc-protection/);
    assert.equal((await failure(awaitDeleted({ ...ref, annotations }, context()))).cause, "timeout");
  });

  it("asks once more when the time is up", async () => {
    cluster.put(claim);
    cluster.refuse("PersistentVolumeClaim", 503);
    // The watch must not be given up before the time is.
    const wait = awaitDeleted(ref, context({ timeoutSeconds: 0.5, pace: { retry: 60_000 } }));
    await eventually(() => reports.length > 0);
    cluster.remove(claim);
    await wait;
  });

  it("gives a Namespace's own account of what remains", async () => {
    const message = "Some resources are remaining: widgets.example.com has 1 resource instances";
    const namespace = make(
      "v1",
      "Namespace",
      "shop",
      {
        spec: { finalizers: ["kubernetes"] },
        status: { conditions: [condition("NamespaceContentRemaining", "True", "SomeResourcesRemain", message)] },
      },
      { namespace: undefined, deletionTimestamp: "2026-01-01T00:00:00Z" },
    );
    cluster.put(namespace);
    const wait = awaitDeleted(
      { apiVersion: "v1", kind: "Namespace", name: "shop", uid: "Namespace-shop" },
      context({ timeoutSeconds: 0.5 }),
    );
    assert.ok((await failure(wait)).reasons.includes(`[SomeResourcesRemain] ${message}`));
  });

  it("takes a kind that no longer exists as gone", async () => {
    cluster.put(claim);
    cluster.refuse("PersistentVolumeClaim", 404);
    await awaitDeleted(ref, context());
  });

  it("ends at once when the signal aborts", async () => {
    cluster.put(claim);
    const wait = failure(awaitDeleted(ref, context()));
    await eventually(() => cluster.openWatches > 0);
    abort.abort();
    assert.equal((await atOnce(wait)).cause, "cancelled");
  });

  it("honours skipAwait for workloads and namespaces, but not for other kinds", async () => {
    const annotations = { "pulumi.com/skipAwait": "true" };
    await awaitDeleted(
      { apiVersion: "apps/v1", kind: "Deployment", name: "cart", namespace: "shop", annotations },
      context(),
    );
    assert.deepEqual(cluster.calls, []);
    cluster.put(claim);
    assert.equal(
      (await failure(awaitDeleted({ ...ref, annotations }, context({ timeoutSeconds: 0.02 })))).cause,
      "timeout",
    );
  });
});
