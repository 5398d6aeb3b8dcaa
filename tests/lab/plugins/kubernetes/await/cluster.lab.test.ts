/** The waits against a real API server with simulated pods. */
import { strict as assert } from "node:assert";
import {
  awaitDeleted,
  awaitReady,
  type NotReadyError,
  unreadyReasons,
} from "../../../../../lab/plugins/kubernetes/await";
import type { KubeObject } from "../../../../../lab/plugins/kubernetes/client/types";
import { sharedLab } from "../../../support";
import { LiveNamespace } from "./live";
import { failure } from "./waiting";

type Json = Record<string, unknown>;

const GOOD = "registry.example.com/app:1";

function template(name: string, image: string, resources: Json = {}, more: Json = {}): Json {
  const containers = [{ name: "app", image, resources }];
  return { metadata: { labels: { app: name } }, spec: { containers, terminationGracePeriodSeconds: 0, ...more } };
}

describe("kubernetes provider: waits on a real API server", function () {
  this.timeout(30_000);
  let kubeconfig: string;
  let live: LiveNamespace;
  let failing: Record<"unpullable" | "crashing" | "huge" | "refused" | "slow", Promise<NotReadyError>>;

  const deployment = (name: string, image: string, resources: Json = {}, replicas = 2): KubeObject =>
    live.object("apps/v1", "Deployment", name, {
      spec: { replicas, selector: { matchLabels: { app: name } }, template: template(name, image, resources) },
    });
  const job = (name: string, image: string, spec: Json = {}): KubeObject =>
    live.object("batch/v1", "Job", name, {
      spec: { backoffLimit: 0, template: template(name, image, {}, { restartPolicy: "Never" }), ...spec },
    });
  const service = (name: string, spec: Json = {}): KubeObject =>
    live.object("v1", "Service", name, { spec: { selector: { app: name }, ports: [{ port: 80 }], ...spec } });

  before(async function () {
    // Without a lab of the test runner's this one starts its own.
    this.timeout(180_000);
    ({ kubeconfig } = await sharedLab());
    live = await LiveNamespace.create(kubeconfig);
    const scopes = [{ scopeName: "PriorityClass", operator: "In", values: ["system-node-critical"] }];
    const quota = { hard: { pods: "0" }, scopeSelector: { matchExpressions: scopes } };
    await live.ready(live.object("v1", "ResourceQuota", "none", { spec: quota }));
    // Each of these only ends with its time, so all of them wait together.
    const short = { timeoutSeconds: 3 };
    const critical = template("refused", GOOD, {}, { priorityClassName: "system-node-critical" });
    failing = {
      unpullable: failure(live.ready(deployment("unpullable", "registry.example.com/pull-fails:1"), short)),
      crashing: failure(live.ready(deployment("crashing", "registry.example.com/crashes:1"), short)),
      huge: failure(live.ready(deployment("huge", GOOD, { requests: { cpu: "9000" } }), short)),
      refused: failure(
        live.ready(
          live.object("apps/v1", "Deployment", "refused", {
            spec: { replicas: 1, selector: { matchLabels: { app: "refused" } }, template: critical },
          }),
          short,
        ),
      ),
      slow: live
        .create(deployment("slow", "registry.example.com/never-ready:1", {}, 1))
        .then(() => failure(live.ready(service("slow"), short))),
    };
    await Promise.all(Object.values(failing));
  });

  after(async () => {
    await live.destroy();
  });

  it("sees a Deployment through its first roll-out, a scaling and a new revision", async () => {
    const first = await live.ready(deployment("web", GOOD));
    assert.equal((first["status"] as Json)["readyReplicas"], 2);
    const scaled = await awaitReady(await live.apply(deployment("web", GOOD, {}, 3)), live.context());
    assert.equal((scaled["status"] as Json)["readyReplicas"], 3);
    const updated = await awaitReady(
      await live.apply(deployment("web", "registry.example.com/app:2", {}, 3)),
      live.context(),
    );
    assert.equal(updated.metadata.annotations?.["deployment.kubernetes.io/revision"], "2");
    assert.equal((updated["status"] as Json)["updatedReplicas"], 3);
    assert.deepEqual(await unreadyReasons(updated, live.context()), []);
  });

  it("tells which image can't be pulled", async () => {
    const error = await failing.unpullable;
    assert.equal(error.cause, "timeout");
    const pulls = error.reasons.filter((reason) => /container "app": \[(ErrImagePull|ImagePullBackOff)\]/.test(reason));
    assert.equal(pulls.length, 1);
    assert.ok(error.object.metadata.uid);
  });

  it("tells how a crashing container ended", async () => {
    assert.match((await failing.crashing).reasons.join("\n"), /container "app": .*exit code 1/);
  });

  it("gives the scheduler's reason for a pod that fits on no node", async () => {
    assert.match((await failing.huge).reasons.join("\n"), /not scheduled: \[Unschedulable\] .*Insufficient cpu/);
  });

  it("gives the quota's reason for pods that were refused", async () => {
    assert.match((await failing.refused).reasons.join("\n"), /\[FailedCreate\] .*exceeded quota: none/);
  });

  it("sees a Job to its end, good or bad", async () => {
    const done = await live.ready(job("good", GOOD));
    assert.equal((done["status"] as Json)["succeeded"], 1);
    const error = await failure(live.ready(job("bad", "registry.example.com/crashes:1")));
    assert.equal(error.cause, "failed");
    assert.match(error.reasons.join("\n"), /\[BackoffLimitExceeded\]/);
    assert.match(error.reasons.join("\n"), /exit code 1/);
    const late = await failure(
      live.ready(job("late", "registry.example.com/never-ready:1", { activeDeadlineSeconds: 1 })),
    );
    assert.match(late.reasons.join("\n"), /\[DeadlineExceeded\]/);
  });

  it("sees a StatefulSet with claims through two revisions", async () => {
    const claims = [
      {
        metadata: { name: "data" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      },
    ];
    const set = (image: string): KubeObject =>
      live.object("apps/v1", "StatefulSet", "db", {
        spec: {
          replicas: 2,
          serviceName: "db",
          selector: { matchLabels: { app: "db" } },
          template: template("db", image),
          volumeClaimTemplates: claims,
        },
      });
    await live.ready(set(GOOD));
    const updated = await awaitReady(await live.apply(set("registry.example.com/app:2")), live.context());
    const status = updated["status"] as Json;
    assert.equal(status["currentRevision"], status["updateRevision"]);
    assert.equal(status["observedGeneration"], updated.metadata.generation);
  });

  it("sees a DaemonSet to every node", async () => {
    const set = live.object("apps/v1", "DaemonSet", "log", {
      spec: { selector: { matchLabels: { app: "log" } }, template: template("log", GOOD) },
    });
    const status = (await live.ready(set))["status"] as Json;
    assert.equal(status["numberReady"], status["desiredNumberScheduled"]);
    assert.ok(Number(status["numberReady"]) > 0);
  });

  it("binds a claim at once or leaves it to its first pod, as its class says", async () => {
    const claim = (name: string, storageClassName: string): KubeObject =>
      live.object("v1", "PersistentVolumeClaim", name, {
        spec: { storageClassName, accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      });
    const phase = (object: KubeObject): unknown => (object["status"] as Json)["phase"];
    assert.equal(phase(await live.ready(claim("now", "standard"))), "Bound");
    assert.equal(phase(await live.ready(claim("later", "fast-ssd"))), "Pending");
    const error = await failure(live.ready(claim("never", "no-such-class"), { timeoutSeconds: 1 }));
    assert.ok(error.reasons.includes('StorageClass "no-such-class" does not exist'));
  });

  it("waits for a Service's pods, but not where no pod is selected", async () => {
    const before = Date.now();
    await live.ready(service("nobody"));
    assert.ok(Date.now() - before < 5_000);
    assert.match((await failing.slow).reasons.join("\n"), /None of the 1 selected pods is ready/);
    await live.ready(service("plain", { clusterIP: "None" }));
  });

  it("waits for the address of an Ingress", async () => {
    const backend = { service: { name: "web", port: { number: 80 } } };
    await live.create(service("web"));
    const ingress = live.object("networking.k8s.io/v1", "Ingress", "web", {
      spec: {
        ingressClassName: "nginx",
        rules: [{ host: "web.example.com", http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
      },
    });
    const status = (await live.ready(ingress))["status"] as { loadBalancer: { ingress: unknown[] } };
    assert.equal(status.loadBalancer.ingress.length, 1);
  });

  it("waits for what waitFor names on a custom resource", async () => {
    const gateway = live.object(
      "networking.istio.io/v1",
      "Gateway",
      "edge",
      {
        spec: {
          selector: { app: "x" },
          servers: [{ port: { number: 80, name: "http", protocol: "HTTP" }, hosts: ["a.example.com"] }],
        },
      },
      { "pulumi.com/waitFor": "jsonpath={.metadata.labels.ripe}=yes" },
    );
    const reports: string[] = [];
    const wait = live.ready(gateway, {
      report: (line) => {
        reports.push(line);
        if (reports.length === 1)
          void live.apply({ ...gateway, metadata: { ...gateway.metadata, labels: { ripe: "yes" } } });
      },
    });
    assert.equal((await wait).metadata.labels?.["ripe"], "yes");
    assert.equal(reports.length, 1);
  });

  it("fills the token of a service account", async () => {
    await live.create(live.object("v1", "ServiceAccount", "robot", {}));
    const token = live.object(
      "v1",
      "Secret",
      "robot",
      { type: "kubernetes.io/service-account-token" },
      { "kubernetes.io/service-account.name": "robot" },
    );
    assert.ok("token" in ((await live.ready(token))["data"] as Json));
  });

  it("ends a wait at once when the operation is cancelled", async () => {
    const abort = new AbortController();
    const wait = failure(
      live.ready(deployment("cancelled", "registry.example.com/never-ready:1"), {
        signal: abort.signal,
        report: () => {
          setImmediate(() => {
            abort.abort();
          });
        },
      }),
    );
    const aborted = new Promise<number>((resolve) => {
      abort.signal.addEventListener("abort", () => {
        resolve(Date.now());
      });
    });
    const at = await aborted;
    assert.equal((await wait).cause, "cancelled");
    assert.ok(Date.now() - at < 100);
  });

  it("waits until a Deployment and its pods are gone, and says what a finalizer holds", async () => {
    const web = await live.client.get({ apiVersion: "apps/v1", kind: "Deployment", name: "web", namespace: live.name });
    assert.ok(web);
    await live.delete(web);
    const ref = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      name: "web",
      namespace: live.name,
      uid: web.metadata.uid ?? "",
    };
    await awaitDeleted(ref, live.context());
    const pods = await live.client.list(
      { apiVersion: "v1", kind: "Pod" },
      { namespace: live.name, labelSelector: "app=web" },
    );
    assert.deepEqual(pods.items, []);

    const held = await live.create({
      ...live.object("v1", "ConfigMap", "held", {}),
      metadata: { name: "held", namespace: live.name, finalizers: ["example.com/hold"] },
    });
    await live.delete(held);
    const heldRef = { apiVersion: "v1", kind: "ConfigMap", name: "held", namespace: live.name };
    const error = await failure(awaitDeleted(heldRef, live.context({ timeoutSeconds: 0.5 })));
    assert.deepEqual(error.reasons, ['Finalizer "example.com/hold" is still set']);
    await live.client.jsonPatch(
      heldRef,
      [{ op: "remove", path: "/metadata/finalizers" }],
      new AbortController().signal,
    );
    await awaitDeleted(heldRef, live.context());
  });

  it("waits until a Namespace is gone", async () => {
    const other = await LiveNamespace.create(kubeconfig);
    await other.destroy();
    const ref = { apiVersion: "v1", kind: "Namespace", name: other.name };
    await awaitDeleted(ref, live.context());
    assert.equal(await live.client.get(ref), undefined);
  });

  it("causes no warning of the API server by its reading", () => {
    assert.deepEqual(
      live.warnings.filter((warning) => warning.includes("deprecated")),
      [],
    );
  });
});
