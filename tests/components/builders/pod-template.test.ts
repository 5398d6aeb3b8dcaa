import assert from "node:assert/strict";
import type { Container, MeshMode, PodSettings } from "../../../components/builders/pod-settings";
import { podExemptions, podTemplate, type PodTemplate } from "../../../components/builders/pod-template";
import type { Port } from "../../../components/types";
import { identity, settings, web } from "../fixtures";

const template = (changes: Partial<PodSettings> = {}): PodTemplate =>
  podTemplate(identity, { ...settings, ...changes }, { serviceAccountName: "shop" });
const withContainer = (changes: Partial<Container>): PodTemplate =>
  template({ container: { ...settings.container, ...changes } });

describe("components/builders/pod-template", () => {
  it("is restricted at the level of the pod (R-04, R-05, R-10)", () => {
    assert.deepEqual(template().spec.securityContext, {
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 1000,
      seccompProfile: { type: "RuntimeDefault" },
    });
  });

  it("is restricted and read-only at the level of every container (R-06 to R-09, R-13)", () => {
    const { ports, probes, ...base } = settings.container;
    assert.ok(ports.length > 0 && "liveness" in probes);
    const { spec } = template({ initContainers: [{ ...base, name: "first", runAsUser: 1001 }] });
    const hardened = {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    };
    assert.deepEqual(spec.containers[0]?.securityContext, hardened);
    assert.deepEqual(spec.initContainers?.[0]?.securityContext, { ...hardened, runAsUser: 1001 });
  });

  it("mounts no token unless the account has permissions (R-16)", () => {
    assert.equal(template().spec.automountServiceAccountToken, false);
    const { spec } = podTemplate(identity, settings, { serviceAccountName: "shop", mountsToken: true });
    assert.equal(spec.automountServiceAccountToken, true);
  });

  it("leaves the root writable only by a named exemption (C-02)", () => {
    const container = { ...settings.container, writableRootFilesystem: { exemption: "shop-root" } };
    assert.equal(template({ container }).spec.containers[0]?.securityContext.readOnlyRootFilesystem, false);
    assert.deepEqual(podExemptions({ ...settings, container }), ["shop-root"]);
  });

  it("leaves the CPU limit out only by a named exemption (C-37)", () => {
    const { requests, limits } = settings.container.resources;
    const container = {
      ...settings.container,
      resources: { requests, limits: { ...limits, cpu: { exemption: "shop-cpu" } } },
    };
    assert.deepEqual(template({ container }).spec.containers[0]?.resources.limits, { memory: "128Mi" });
    assert.deepEqual(podExemptions({ ...settings, container }), ["shop-cpu"]);
  });

  it("labels its pods so that the selector finds them and the seed's labels win (R-73)", () => {
    const { labels } = podTemplate(
      identity,
      { ...settings, podLabels: { "sidecar.istio.io/inject": "false" } },
      { serviceAccountName: "shop", labels: { "app.kubernetes.io/name": "theirs" } },
    ).metadata;
    assert.deepEqual(labels, {
      app: "shop",
      "app.kubernetes.io/name": "theirs",
      "app.kubernetes.io/part-of": "example",
      "app.kubernetes.io/managed-by": "pulumi",
      "sidecar.istio.io/inject": "false",
    });
  });

  it("refuses a pod label that contradicts the selector", () => {
    assert.throws(
      () => template({ podLabels: { app: "other" } }),
      /podLabels\.app: "other" is given, allowed is "shop"/,
    );
  });

  it("carries the checksums, the drain and the given annotations (R-47, R-62)", () => {
    const { annotations } = podTemplate(
      identity,
      { ...settings, podAnnotations: { note: "x" } },
      { serviceAccountName: "shop", checksums: { "bulwark.io/checksum-config": "abc" } },
    ).metadata;
    assert.deepEqual(annotations, {
      note: "x",
      "bulwark.io/drain-seconds": "10",
      "bulwark.io/checksum-config": "abc",
    });
  });

  it("tells a sidecar when to start and when to end, and nothing to any other proxy (R-52)", () => {
    const config = (mesh?: MeshMode): unknown =>
      podTemplate(identity, settings, { serviceAccountName: "shop", mesh }).metadata.annotations[
        "proxy.istio.io/config"
      ];
    assert.match(config("sidecar") as string, /terminationDrainDuration: 15s/);
    assert.deepEqual([config("ambient"), config()], [undefined, undefined]);
  });

  it("refuses an annotation that another setting stands for", () => {
    const changes = { restartedAt: "noon", podAnnotations: { "bulwark.io/restarted-at": "one" } };
    assert.throws(() => template(changes), /podAnnotations\.bulwark\.io\/restarted-at: a second value is given/);
    assert.throws(() => template({ podAnnotations: { "bulwark.io/drain-seconds": "1" } }), /change that setting/);
  });

  it("rolls when a restart is asked for (W-08)", () => {
    const annotations = ({ metadata }: PodTemplate): unknown => metadata.annotations["bulwark.io/restarted-at"];
    assert.equal(annotations(template({ restartedAt: "2026-05-01" })), "2026-05-01");
    assert.equal(annotations(template()), undefined);
  });

  it("takes variables from the pod, from all keys of an object and from single keys", () => {
    const env = {
      MODE: "fast",
      POD: { field: "metadata.name" as const },
      PASSWORD: { secret: "postgres-secrets", key: "password" },
    };
    const container = { ...settings.container, env };
    const [main] = podTemplate(
      identity,
      { ...settings, container },
      {
        serviceAccountName: "shop",
        injections: [
          { kind: "configMap", name: "c", keys: ["A"], inject: "all" },
          { kind: "secret", name: "s", keys: ["B"], inject: "keys" },
        ],
      },
    ).spec.containers;
    assert.deepEqual(main?.env, [
      { name: "MODE", value: "fast" },
      { name: "POD", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
      { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "postgres-secrets", key: "password" } } },
      { name: "B", valueFrom: { secretKeyRef: { name: "s", key: "B" } } },
    ]);
    assert.deepEqual(main.envFrom, [{ configMapRef: { name: "c" } }]);
  });

  it("refuses a variable from a Secret or key that cannot exist", () => {
    const from = (secret: string, key: string): PodTemplate => withContainer({ env: { A: { secret, key } } });
    assert.throws(() => from("S", "key"), /container\.env\.A\.secret: "S" is given/);
    assert.throws(() => from("s", "a b"), /container\.env\.A\.key: "a b" is given/);
  });

  it("refuses a variable that two sources define, and a key that is no variable (R-61)", () => {
    const withKeys = (...keys: string[]): PodTemplate =>
      podTemplate(identity, settings, {
        serviceAccountName: "shop",
        injections: [
          { kind: "configMap", name: "c", keys, inject: "all" },
          { kind: "secret", name: "s", keys: ["A"], inject: "all" },
        ],
      });
    assert.throws(() => withKeys("A"), /secret s\.A: a second definition beside configMap c/);
    assert.throws(() => withKeys("tls.crt"), /configMap c\.tls\.crt: "tls\.crt" is given/);
  });

  it("refuses images without tag, and latest, in init containers too (R-64)", () => {
    assert.throws(() => withContainer({ image: "shop" }), /^ArgumentError: container\.image: "shop" is given/);
    const { name, resources } = settings.container;
    const init = { name: `${name}-init`, resources, image: "busybox:latest" };
    assert.throws(() => template({ initContainers: [init] }), /initContainers\[0\]\.image: "busybox:latest"/);
  });

  it("refuses root in every place (R-05)", () => {
    assert.throws(
      () => template({ user: { user: 0 } }),
      /user\.user: 0 is given, allowed is a whole number of at least 1/,
    );
    assert.throws(() => template({ user: { user: 1, group: 0 } }), /user\.group/);
    assert.throws(() => template({ user: { user: 1, fsGroup: 0 } }), /user\.fsGroup/);
    assert.throws(() => withContainer({ runAsUser: 0 }), /container\.runAsUser/);
  });

  it("refuses ports of 1024 and below, and repeated ones (R-15)", () => {
    const probes = settings.container.probes;
    assert.throws(() => withContainer({ ports: [{ ...web, number: 1024 }] }), /container\.ports\[0\]\.number: 1024/);
    assert.throws(() => withContainer({ ports: [web, web], probes }), /each name and each number once/);
  });

  it("refuses two containers of one name", () => {
    const { name, image, resources } = settings.container;
    assert.throws(() => template({ initContainers: [{ name, image, resources }] }), /"shop" twice/);
  });
});

describe("components/builders/pod-template: containers beside the main one", () => {
  const port: Port = { name: "metrics", number: 7777 };
  const { image, resources, probes } = settings.container;
  const times = { periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3 };
  const sidecar: Container = {
    name: "exporter",
    image,
    resources,
    ports: [port],
    probes: { liveness: { tcp: port, ...times }, readiness: { tcp: port, ...times } },
  };

  it("are hardened and probed like it, without its data and hook (R-13, R-53)", () => {
    const drain = { preStop: { sleepSeconds: 5 }, drainSeconds: 5, graceSeconds: 20 };
    const { containers } = podTemplate(
      identity,
      { ...settings, drain, sidecars: [sidecar] },
      { serviceAccountName: "shop", injections: [{ kind: "secret", name: "s", keys: ["A"], inject: "all" }] },
    ).spec;
    const [main, beside] = containers;
    assert.deepEqual(beside?.securityContext, main?.securityContext);
    assert.deepEqual(beside?.readinessProbe.tcpSocket, { port: "metrics" });
    assert.deepEqual([main?.envFrom?.length, beside.envFrom], [1, undefined]);
    assert.deepEqual([main?.lifecycle, beside.lifecycle], [{ preStop: { sleep: { seconds: 5 } } }, undefined]);
  });

  it("share the pod's ports and names, so that each exists once", () => {
    const { ports } = settings.container;
    assert.throws(() => template({ sidecars: [{ ...sidecar, name: "shop" }] }), /containers: "shop" twice/);
    const clash = { ...sidecar, ports, probes };
    assert.throws(() => template({ sidecars: [clash] }), /ports of all containers\[1\]: name web is given/);
  });

  it("mount volumes and name exemptions too", () => {
    const changes = {
      volumes: { tmp: { scratch: "1Mi" } as const },
      sidecars: [{ ...sidecar, mounts: { tmp: { path: "/tmp" } }, writableRootFilesystem: { exemption: "x-root" } }],
    };
    assert.equal(template(changes).spec.volumes?.length, 1);
    assert.deepEqual(podExemptions({ ...settings, ...changes }), ["x-root"]);
  });
});
