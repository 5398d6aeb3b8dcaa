import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { get } from "node:http";
import { PLATFORM_NAMESPACES } from "../../../lab/cluster/objects/namespaces";
import { eventually, sharedLab, toolchain, uniqueName, type TestLab } from "../support";

/** A pod template with one container for each image. */
const pod = (app: string, images: string[], more: object = {}): object => ({
  metadata: { labels: { app } },
  spec: { containers: images.map((image, index) => ({ name: `c${index}`, image })), ...more },
});

const workload = (kind: string, name: string, template: object, more: object = {}): object => ({
  apiVersion: "apps/v1",
  kind,
  metadata: { name },
  spec: { selector: { matchLabels: { app: name } }, template, ...more },
});

const job = (name: string, image: string, restartPolicy: string, more: object = {}): object => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name },
  spec: { template: pod(name, [image], { restartPolicy }), ...more },
});

const claim = (name: string, storageClassName: string | undefined, storage: string): object => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name },
  spec: {
    accessModes: ["ReadWriteOnce"],
    resources: { requests: { storage } },
    ...(storageClassName === undefined ? {} : { storageClassName }),
  },
});

interface PodStatus {
  readonly phase: string;
  readonly containerStatuses: readonly {
    readonly restartCount: number;
    readonly state: { readonly waiting?: { readonly reason: string } };
  }[];
}

describe("a lab's simulation", function () {
  this.timeout(120_000);
  const namespace = uniqueName("simulation");
  let lab: TestLab;

  const kubectl = (...args: string[]): Promise<string> => lab.kubectl("-n", namespace, ...args);
  const apply = async (...objects: object[]): Promise<void> => {
    await applyText(JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }));
  };
  const applyText = async (text: string): Promise<void> => {
    const bin = (await toolchain()).bin("kubectl");
    await new Promise<void>((resolve, reject) => {
      const child = spawn(bin, ["--kubeconfig", lab.kubeconfig, "-n", namespace, "apply", "--server-side", "-f", "-"], {
        stdio: ["pipe", "ignore", "pipe"],
      });
      let errors = "";
      child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
      child.on("exit", (code) => {
        if (code === 0) resolve();
        else reject(new Error(errors));
      });
      child.stdin.end(text);
    });
  };
  const field = (path: string, ...what: string[]): Promise<string> => kubectl("get", ...what, "-o", `jsonpath=${path}`);
  const podStatus = async (app: string): Promise<PodStatus> => {
    const { items } = JSON.parse(await kubectl("get", "pods", "-l", `app=${app}`, "-o", "json")) as {
      items: { status: PodStatus }[];
    };
    return items[0]!.status;
  };
  const waitsWith = (app: string, reason: string): Promise<void> =>
    eventually(`a container of ${app} waits with ${reason}`, async () =>
      (await podStatus(app)).containerStatuses.some(({ state }) => state.waiting?.reason === reason),
    );

  before(async () => {
    lab = await sharedLab();
    await lab.kubectl("create", "namespace", namespace);
  });
  after(() => lab.kubectl("delete", "namespace", namespace, "--wait=false"));

  it("spreads nodes over three zones, with the search group labelled and tainted (SPEC 1.4.8)", async () => {
    const { items } = JSON.parse(await lab.kubectl("get", "nodes", "-o", "json")) as {
      items: {
        metadata: { labels: Record<string, string> };
        spec: { taints?: object[] };
        status: { capacity: object };
      }[];
    };
    assert.equal(new Set(items.map(({ metadata }) => metadata.labels["topology.kubernetes.io/zone"])).size, 3);
    for (const { metadata, spec } of items) {
      const search = metadata.labels["node.kubernetes.io/instance-type"] === "r6i.xlarge";
      assert.equal(metadata.labels["workload"] === "search", search);
      assert.deepEqual(spec.taints, search ? [{ key: "workload", value: "search", effect: "NoSchedule" }] : undefined);
    }
  });

  it("has the namespaces of the platform that the systems refer to (SPEC 0.4)", async () => {
    const names = await lab.kubectl("get", "namespaces", "-o", "name");
    for (const name of PLATFORM_NAMESPACES) assert.match(names, new RegExp(`^namespace/${name}$`, "m"));
  });

  it("rolls out Deployments, StatefulSets and DaemonSets", async () => {
    await apply(
      workload("Deployment", "web", pod("web", ["example.com/web:1"]), { replicas: 3 }),
      workload("StatefulSet", "db", pod("db", ["example.com/db:1"]), { replicas: 2, serviceName: "db" }),
      workload("DaemonSet", "agent", pod("agent", ["example.com/agent:1"])),
    );
    for (const name of ["deployment/web", "statefulset/db", "daemonset/agent"]) {
      await kubectl("rollout", "status", name, "--timeout=60s");
    }
    await kubectl("set", "image", "deployment/web", "c0=example.com/web:2");
    await kubectl("rollout", "status", "deployment/web", "--timeout=60s");
    const images = await field("{.items[*].spec.containers[0].image}", "pods", "-l", "app=web");
    assert.ok(images.split(" ").includes("example.com/web:2"), images);
  });

  it("completes a Job, and fails one whose image crashes", async () => {
    await apply(
      job("done", "example.com/job:1", "Never", { completions: 2 }),
      job("broken", "example.com/crashes:1", "Never", { backoffLimit: 0 }),
    );
    await kubectl("wait", "--for=condition=Complete", "job/done", "--timeout=60s");
    await kubectl("wait", "--for=condition=Failed", "job/broken", "--timeout=60s");
  });

  it("fails to pull an image whose name begins with pull-fails", async () => {
    const image = `example.com/team/pull-fails-here:1@sha256:${"a".repeat(64)}`;
    await apply(workload("Deployment", "pull", pod("pull", ["example.com/ok:1", image])));
    await waitsWith("pull", "ImagePullBackOff");
    assert.equal((await podStatus("pull")).phase, "Pending");
    assert.equal(await field("{.status.readyReplicas}", "deployment/pull"), "");
  });

  it("crashes again and again when the image's name begins with crashes", async () => {
    await apply(workload("Deployment", "crash", pod("crash", ["crashes"])));
    await waitsWith("crash", "CrashLoopBackOff");
    await eventually("it is restarted", async () => (await podStatus("crash")).containerStatuses[0]!.restartCount > 1);
  });

  it("keeps a pod unready whose image's name begins with never-ready, and one whose init container fails", async () => {
    await apply(
      workload("Deployment", "unready", pod("unready", ["never-ready:1"])),
      workload("Deployment", "init", pod("init", ["ok:1"], { initContainers: [{ name: "i", image: "pull-fails" }] })),
    );
    await eventually("unready runs", async () => (await podStatus("unready")).phase === "Running");
    await waitsWith("init", "PodInitializing");
    const ready = "{.items[0].status.conditions[?(@.type=='Ready')].status}";
    assert.equal(await field(ready, "pods", "-l", "app=unready"), "False");
    assert.equal(await field(ready, "pods", "-l", "app=init"), "False");
  });

  it("has volumes for each storage class, of the size asked for, and free again after deletion", async () => {
    await apply(claim("default", undefined, "5Gi"), claim("waiting", "local-path", "1Gi"));
    await kubectl("wait", "--for=jsonpath={.status.phase}=Bound", "pvc/default", "--timeout=30s");
    await eventually(
      "it has its size",
      async () => (await field("{.status.capacity.storage}", "pvc/default")) === "5Gi",
    );
    assert.equal(await field("{.status.phase}", "pvc/waiting"), "Pending");
    for (const storageClass of ["local-path", "fast-ssd"]) {
      const name = `sts-${storageClass}`;
      const volume = { metadata: { name: "data" }, spec: (claim("", storageClass, "10Gi") as { spec: object }).spec };
      await apply(
        workload("StatefulSet", name, pod(name, ["db:1"]), { serviceName: name, volumeClaimTemplates: [volume] }),
      );
      await kubectl("rollout", "status", `statefulset/${name}`, "--timeout=30s");
      await kubectl("wait", "--for=jsonpath={.status.phase}=Bound", `pvc/data-${name}-0`, "--timeout=30s");
    }
    const used = await field("{.spec.volumeName}", "pvc/default");
    await kubectl("delete", "pvc", "default");
    await eventually("the volume is free", async () => (await field("{.status.phase}", `pv/${used}`)) === "Available");
  });

  it("gives addresses to Ingresses of its classes and to LoadBalancer Services", async () => {
    const ingress = (name: string, ingressClassName: string): object => ({
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name },
      spec: { ingressClassName, defaultBackend: { service: { name: "lb", port: { number: 80 } } } },
    });
    await apply(ingress("known", "nginx"), ingress("unknown", "traefik"), {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "lb" },
      spec: { type: "LoadBalancer", selector: { app: "web" }, ports: [{ port: 80 }] },
    });
    const address = "{.status.loadBalancer.ingress[0].ip}";
    await eventually("the Ingress has an address", async () => (await field(address, "ingress/known")) !== "");
    await eventually("the Service has an address", async () => (await field(address, "service/lb")) !== "");
    assert.equal(await field(address, "ingress/unknown"), "");
  });

  it("validates custom resources of each operator against their schemas", async () => {
    for (const kind of ["scaledobjects.keda.sh", "virtualservices.networking.istio.io", "schedules.velero.io"]) {
      await lab.kubectl("explain", kind);
    }
    const served = await lab.kubectl("api-resources", "-o", "name");
    for (const kind of [
      "servicemonitors.monitoring.coreos.com",
      "clusters.postgresql.cnpg.io",
      "certificates.cert-manager.io",
      "externalsecrets.external-secrets.io",
    ]) {
      assert.ok(served.includes(kind), kind);
    }
    const rule = { apiVersion: "monitoring.coreos.com/v1", kind: "PrometheusRule", metadata: { name: "bad" } };
    await assert.rejects(apply({ ...rule, spec: { groups: [{ rules: [] }] } }), /name/);
  });

  it("answers kubectl logs and kubectl port-forward", async () => {
    assert.match(await kubectl("logs", "deployment/web"), /simulated/);
    const bin = (await toolchain()).bin("kubectl");
    const args = [
      "--kubeconfig",
      lab.kubeconfig,
      "-n",
      namespace,
      "port-forward",
      "--address=127.0.0.1",
      "deployment/web",
      ":80",
    ];
    const forward = spawn(bin, args, { stdio: ["ignore", "pipe", "ignore"] });
    try {
      const port = await new Promise<number>((resolve, reject) => {
        forward.stdout.on("data", (chunk: Buffer) => {
          const found = /127\.0\.0\.1:(\d+)/.exec(chunk.toString())?.[1];
          if (found) resolve(Number(found));
        });
        forward.on("exit", () => {
          reject(new Error("kubectl port-forward ended"));
        });
      });
      assert.match(await body(`http://127.0.0.1:${port}/`), /simulated/);
    } finally {
      forward.kill();
    }
  });

  it("measures what a pod's annotation says: an autoscaler scales by it", async () => {
    const template = {
      metadata: { labels: { app: "busy" }, annotations: { "kwok.x-k8s.io/usage-cpu": "90m" } },
      spec: { containers: [{ name: "c", image: "busy:1", resources: { requests: { cpu: "100m" } } }] },
    };
    await apply(workload("Deployment", "busy", template), {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: { name: "busy" },
      spec: {
        minReplicas: 1,
        maxReplicas: 3,
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "busy" },
        metrics: [
          { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } },
        ],
      },
    });
    await eventually(
      "it has scaled",
      async () => Number(await field("{.spec.replicas}", "deployment/busy")) >= 2,
      100_000,
    );
    assert.match(await kubectl("top", "pods", "-l", "app=busy"), /\d+m/);
  });
});

function body(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => {
        resolve(text);
      });
    }).on("error", reject);
  });
}
