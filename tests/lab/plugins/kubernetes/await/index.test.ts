import { strict as assert } from "node:assert";
import fc from "fast-check";
import { type AwaitContext, awaitReady, checkAwaitAnnotations } from "../../../../../lab/plugins/kubernetes/await";
import type { KubeObject } from "../../../../../lab/plugins/kubernetes/client/types";
import { FakeCluster } from "./fake-cluster";
import {
  AVAILABLE,
  brokenPod,
  childOf,
  condition,
  deployment,
  endpointSlice,
  make,
  podOf,
  readyPod,
  replicaSet,
  ROLLING,
  unpullablePod,
  unschedulablePod,
} from "./objects";
import { atOnce, eventually, failure } from "./waiting";

const fresh = deployment({
  observed: 1,
  revision: "1",
  conditions: [condition("Available", "False", "MinimumReplicasUnavailable", "Too few."), ROLLING],
});
const done = deployment({ observed: 1, revision: "1", conditions: [AVAILABLE, ROLLING] });

describe("kubernetes provider: waiting for an object", () => {
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
    pace: { settle: 20, grace: 60, retry: 1 },
    ...more,
  });

  afterEach(async () => {
    abort.abort();
    await eventually(() => cluster.openWatches === 0);
  });

  it("returns the live object once it is ready and leaves no watch open", async () => {
    const wait = awaitReady(cluster.put(fresh), context());
    await eventually(() => cluster.openWatches > 0);
    cluster.put(replicaSet("1", 1));
    cluster.put(replicaSet("1", 2));
    const live = cluster.put(done);
    assert.deepEqual(await wait, live);
    await eventually(() => cluster.openWatches === 0);
  });

  it("leaves no timer behind", async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;
    // mocha sets its own timer once the test has returned its promise.
    await new Promise((resolve) => setImmediate(resolve));
    const before = timers();
    cluster.put(replicaSet("1", 2));
    await awaitReady(cluster.put(done), context({ timeoutSeconds: 500 }));
    assert.ok(timers() <= before);
  });

  it("asks the API server for nothing where the kind is not waited for", async () => {
    for (const object of [
      make("v1", "ConfigMap", "a"),
      make("v1", "Namespace", "b"),
      make("v1", "ServiceAccount", "c"),
      make("apiextensions.k8s.io/v1", "CustomResourceDefinition", "d"),
      make("example.com/v1", "Widget", "e"),
      make("v1", "Secret", "f", { type: "Opaque" }),
      make("v1", "Service", "g", { spec: { clusterIP: "None", selector: { app: "g" } } }),
    ]) {
      assert.equal(await awaitReady(object, context()), object);
    }
    assert.deepEqual(cluster.calls, []);
  });

  it("does not wait with skipAwait, not even for waitFor", async () => {
    const annotations = { "pulumi.com/skipAwait": "true", "pulumi.com/waitFor": "condition=Never" };
    const object = { ...fresh, metadata: { ...fresh.metadata, annotations } };
    assert.equal(await awaitReady(object, context()), object);
    assert.deepEqual(cluster.calls, []);
  });

  it("waits for waitFor in place of the kind's own rule", async () => {
    const annotations = { "pulumi.com/waitFor": "jsonpath={.status.phase}=Baked" };
    const object = cluster.put({ ...fresh, metadata: { ...fresh.metadata, annotations } });
    const wait = awaitReady(object, context());
    await eventually(() => reports.length > 0);
    cluster.put({ ...object, status: { phase: "Baked" } });
    assert.deepEqual((await wait)["status"], { phase: "Baked" });
  });

  it("turns a waitFor that can't be understood into one reason and keeps the object", async () => {
    const annotations = { "pulumi.com/waitFor": "Ready" };
    const object = make("example.com/v1", "Widget", "w", {}, { annotations });
    const error = await failure(awaitReady(object, context()));
    assert.equal(error.object, object);
    assert.equal(error.reasons.length, 1);
    assert.throws(() => {
      checkAwaitAnnotations(annotations);
    }, /pulumi.com\/waitFor/);
  });

  it("gives up after the annotation's seconds with the last state and the reasons", async () => {
    const set = replicaSet("1", 0);
    cluster.put(set);
    cluster.put(podOf(set, "cart-a", unpullablePod));
    const annotated = {
      ...fresh,
      metadata: { ...fresh.metadata, annotations: { ...fresh.metadata.annotations, "pulumi.com/timeoutSeconds": "1" } },
    };
    const object = cluster.put(annotated);
    const error = await failure(awaitReady(object, context({ timeoutSeconds: 0.5 })));
    assert.equal(error.cause, "timeout");
    assert.deepEqual(error.object, object);
    assert.equal(error.message, "Deployment shop/cart is not ready after 0.5 s");
    assert.deepEqual(error.reasons.slice(0, 2), ["0 of 2 new pods are ready", "[MinimumReplicasUnavailable] Too few."]);
    assert.equal(error.reasons.filter((reason) => reason.includes("ImagePullBackOff")).length, 1);
  });

  it("ends at once when the signal aborts, with the reasons so far", async () => {
    cluster.put(replicaSet("1", 0));
    const wait = failure(awaitReady(cluster.put(fresh), context()));
    await eventually(() => reports.length > 0);
    abort.abort();
    const error = await atOnce(wait);
    assert.equal(error.cause, "cancelled");
    assert.ok(error.reasons.length > 0);
  });

  it("does not start when the signal has aborted already", async () => {
    abort.abort();
    assert.equal((await failure(awaitReady(fresh, context()))).cause, "cancelled");
    assert.deepEqual(cluster.calls, []);
  });

  it("reports each line once, and the same trouble of further pods not again", async () => {
    const set = replicaSet("1", 0);
    cluster.put(set);
    const wait = awaitReady(cluster.put(fresh), context());
    await eventually(() => reports.length > 0);
    cluster.put(podOf(set, "cart-a", unpullablePod));
    await eventually(() => reports.some((line) => line.includes("ImagePullBackOff")));
    cluster.put(podOf(set, "cart-b", unpullablePod));
    cluster.put(replicaSet("1", 1));
    await eventually(() => reports.some((line) => line.includes("(1/2 Pods available)")));
    cluster.put(replicaSet("1", 2));
    cluster.put(done);
    await wait;
    assert.equal(new Set(reports).size, reports.length);
    assert.equal(reports.filter((line) => line.includes("ImagePullBackOff")).length, 1);
    assert.ok(reports.includes("[1/2] Waiting for the app's ReplicaSet to be available (0/2 Pods available)"));
  });

  it("shows warning events of the object itself and lists them among the reasons", async () => {
    const event = (name: string, uid: string, more: Record<string, unknown> = {}): KubeObject =>
      make("v1", "Event", name, {
        type: "Warning",
        reason: "ProvisioningFailed",
        message: `${name}: no such class`,
        involvedObject: { uid },
        lastTimestamp: new Date().toISOString(),
        ...more,
      });
    const claim = cluster.put(
      make("v1", "PersistentVolumeClaim", "data", { spec: { storageClassName: "x" }, status: { phase: "Pending" } }),
    );
    cluster.put(event("mine", claim.metadata.uid ?? ""));
    cluster.put(event("foreign", "other"));
    cluster.put(event("harmless", claim.metadata.uid ?? "", { type: "Normal" }));
    cluster.put(event("stale", claim.metadata.uid ?? "", { lastTimestamp: "2020-01-01T00:00:00Z" }));
    const error = await failure(awaitReady(claim, context({ timeoutSeconds: 0.5 })));
    const named = (word: string): boolean => error.reasons.some((reason) => reason.includes(word));
    assert.deepEqual([named("mine"), named("foreign"), named("harmless"), named("stale")], [true, false, false, false]);
    assert.ok(reports.includes("ProvisioningFailed: mine: no such class"));
  });

  it("fails a Job at once and still knows the pods that are gone", async () => {
    const running = make("batch/v1", "Job", "migrate", { status: { startTime: "2026-01-01T00:00:00Z", active: 1 } });
    const pod = make(
      "v1",
      "Pod",
      "migrate-a",
      { status: brokenPod({ state: { terminated: { exitCode: 2, reason: "Error" } } }) },
      childOf(running),
    );
    cluster.put(pod);
    const wait = failure(awaitReady(cluster.put(running), context()));
    await eventually(() => reports.some((line) => line.includes("exit code 2")));
    cluster.remove(pod);
    cluster.put({
      ...running,
      status: { failed: 1, conditions: [condition("Failed", "True", "BackoffLimitExceeded", "limit")] },
    });
    const error = await wait;
    assert.equal(error.cause, "failed");
    assert.deepEqual(error.reasons, [
      "[BackoffLimitExceeded] limit",
      'Pod shop/migrate-a: container "app": terminated with exit code 2 (Error)',
    ]);
  });

  it("fails at once when the object is deleted meanwhile", async () => {
    const object = cluster.put(fresh);
    const wait = failure(awaitReady(object, context()));
    await eventually(() => reports.length > 0);
    cluster.remove(object);
    assert.match((await wait).message, /was deleted while it was waited for/);
  });

  it("lists again after 410 and finds what it missed", async () => {
    const wait = awaitReady(cluster.put(fresh), context());
    await eventually(() => cluster.openWatches >= 3);
    cluster.put(replicaSet("1", 2));
    cluster.put(done);
    cluster.compact();
    await wait;
  });

  it("goes on with the watch when the server ends it", async () => {
    const wait = awaitReady(cluster.put(fresh), context());
    await eventually(() => cluster.openWatches >= 3);
    cluster.closeWatches();
    await eventually(() => cluster.openWatches >= 3);
    cluster.put(replicaSet("1", 2));
    cluster.put(done);
    await wait;
    assert.equal(cluster.calls.filter((call) => call.startsWith("list apps/v1/Deployment")).length, 1);
  });

  it("rides out server errors, and ends on a refusal that trying again does not mend", async () => {
    cluster.refuse("Pod", 503);
    cluster.put(replicaSet("1", 2));
    const wait = awaitReady(cluster.put(done), context());
    await eventually(() => cluster.calls.filter((call) => call.startsWith("list v1/Pod")).length > 2);
    cluster.refuse("Pod", 403);
    const error = await failure(wait);
    assert.deepEqual(error.reasons.slice(0, 1), ["Watching Pods failed: HTTP 403"]);
  });

  it("asks only once for what it may not see", async () => {
    cluster.refuse("Pod", 403);
    await failure(awaitReady(cluster.put(fresh), context()));
    assert.equal(cluster.calls.filter((call) => call.startsWith("list v1/Pod")).length, 1);
  });

  it("does not fail when it may not see events", async () => {
    cluster.refuse("Event", 403);
    const wait = awaitReady(cluster.put(fresh), context());
    await eventually(() => cluster.calls.some((call) => call.startsWith("list v1/Event")));
    cluster.put(replicaSet("1", 2));
    cluster.put(done);
    await wait;
  });

  it("does not mistake an older state of the object for the new one", async () => {
    const before = cluster.put(
      make("v1", "ResourceQuota", "q", { spec: { hard: { pods: "1" } }, status: { hard: { pods: "1" } } }),
    );
    const other = make("v1", "ResourceQuota", "p", { spec: { hard: { pods: "1" } } });
    const first = awaitReady(cluster.put(other), context());
    await eventually(() => reports.length > 0);
    const written = {
      ...before,
      spec: { hard: { pods: "2" } },
      metadata: { ...before.metadata, resourceVersion: "999" },
    };
    const second = failure(awaitReady(written, context({ timeoutSeconds: 0.5 })));
    assert.equal((await second).object.metadata.resourceVersion, "999");
    cluster.put({ ...other, status: { hard: { pods: "1" } } });
    await first;
  });

  it("comes to the same end however the events of different objects are interleaved", async () => {
    const set = (ready: number): KubeObject => replicaSet("1", ready);
    const pod = (name: string, status: Record<string, unknown>): KubeObject => podOf(set(0), name, status);
    const histories = [
      [fresh, done],
      [set(0), set(1), set(2)],
      [pod("cart-a", unpullablePod), pod("cart-a", readyPod)],
      [pod("cart-b", unschedulablePod), pod("cart-b", readyPod)],
    ];
    const turns = histories.flatMap((history, which) => history.map(() => which));
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(turns, { minLength: turns.length }), fc.boolean(), async (order, loses) => {
        cluster = new FakeCluster();
        const wait = awaitReady(cluster.put(fresh), context());
        const left = histories.map((history) => [...history]);
        for (const which of order) {
          const next = left[which]?.shift();
          if (next !== undefined) cluster.put(next);
          if (loses && which === 0) cluster.compact();
          await new Promise((resolve) => setImmediate(resolve));
        }
        assert.deepEqual((await wait)["status"], done["status"]);
        await eventually(() => cluster.openWatches === 0);
      }),
      { numRuns: 40 },
    );
  });

  it("turns an error inside a rule into a reason", async () => {
    const cyclic: Record<string, unknown> = {};
    cyclic["self"] = cyclic;
    const annotations = { "pulumi.com/waitFor": "jsonpath={.status..never}" };
    const object = make("example.com/v1", "Widget", "w", { status: cyclic }, { annotations });
    const error = await failure(awaitReady(object, context({ timeoutSeconds: 1 })));
    assert.match(error.reasons[0] ?? "", /^It can't be judged: /);
  });

  it("shares one watch per kind and namespace among many waits", async () => {
    const services = Array.from({ length: 20 }, (_, index) =>
      make("v1", "Service", `s${index}`, { spec: { selector: { app: `s${index}` } } }),
    );
    for (const { metadata } of services) cluster.put(endpointSlice(metadata.name ?? "", [true]));
    await Promise.all(services.map((service) => awaitReady(cluster.put(service), context())));
    const count = (call: string): number => cluster.calls.filter((made) => made.startsWith(call)).length;
    assert.deepEqual([count("list v1/Service"), count("list discovery.k8s.io/v1/EndpointSlice")], [1, 1]);
  });

  it("lets a Service's endpoints settle before it believes them", async () => {
    const object = cluster.put(make("v1", "Service", "cart", { spec: { selector: { app: "cart" } } }));
    cluster.put(endpointSlice("cart", []));
    const before = Date.now();
    const wait = awaitReady(object, context({ pace: { settle: 80, retry: 1 } }));
    await eventually(() => cluster.openWatches >= 2);
    cluster.put(endpointSlice("cart", [false]));
    await eventually(() => Date.now() - before > 100);
    cluster.put(endpointSlice("cart", [true]));
    await wait;
    assert.ok(Date.now() - before >= 180);
  });

  it("calls a Service ready when only settling was left at the end of the time", async () => {
    const object = cluster.put(make("v1", "Service", "cart", { spec: { selector: { app: "cart" } } }));
    cluster.put(endpointSlice("cart", [true]));
    await awaitReady(object, context({ timeoutSeconds: 0.5, pace: { settle: 10_000 } }));
  });
});
