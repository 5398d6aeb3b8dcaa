import assert from "node:assert/strict";
import fc from "fast-check";
import type { Container, MeshMode, PodSettings } from "../../../components/builders/pod-settings";
import { podExemptions, podTemplate, type PodTemplate } from "../../../components/builders/pod-template";
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

  it("mounts no token unless the pod needs the API (R-16)", () => {
    assert.equal(template().spec.automountServiceAccountToken, false);
    assert.equal(template({ apiAccess: true }).spec.automountServiceAccountToken, true);
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
      template(mesh === undefined ? {} : { mesh }).metadata.annotations["proxy.istio.io/config"];
    assert.match(String(config("sidecar")), /terminationDrainDuration: 15s/);
    assert.deepEqual([config("ambient"), config()], [undefined, undefined]);
  });

  it("refuses annotations that follow from the drain", () => {
    const podAnnotations = { "bulwark.io/drain-seconds": "1" };
    assert.throws(() => template({ podAnnotations }), /podAnnotations\.bulwark\.io\/drain-seconds: a value is given/);
    const proxy = { "proxy.istio.io/config": "{}" };
    assert.throws(() => template({ podAnnotations: proxy, mesh: "sidecar" }), /it follows from drain; set drain/);
    assert.equal(template({ podAnnotations: proxy }).metadata.annotations["proxy.istio.io/config"], "{}");
  });

  it("takes variables from the pod, from all keys of an object and from single keys", () => {
    const container = { ...settings.container, env: { MODE: "fast", POD: { field: "metadata.name" as const } } };
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
      { name: "B", valueFrom: { secretKeyRef: { name: "s", key: "B" } } },
    ]);
    assert.deepEqual(main.envFrom, [{ configMapRef: { name: "c" } }]);
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

describe("components/builders/pod-template: probes", () => {
  const { liveness, readiness } = settings.container.probes;

  it("refer to the port by name, or by number when asked (R-55)", () => {
    const probes = {
      liveness: {
        http: web,
        path: "/health",
        targetBy: "number" as const,
        periodSeconds: 10,
        timeoutSeconds: 5,
        failureThreshold: 3,
        initialDelaySeconds: 30,
      },
      readiness,
      startup: { exec: ["true"], periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 30 },
    };
    const [main] = withContainer({ probes }).spec.containers;
    assert.deepEqual(main?.livenessProbe, {
      httpGet: { path: "/health", port: 8080 },
      initialDelaySeconds: 30,
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 3,
    });
    assert.deepEqual(main.readinessProbe.tcpSocket, { port: "web" });
    assert.deepEqual(main.startupProbe?.exec, { command: ["true"] });
  });

  it("accept exactly a readiness as frequent and as strict as liveness (R-54)", () => {
    const count = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(count, count, count, count, (livePeriod, readyPeriod, liveThreshold, readyThreshold) => {
        const probes = {
          liveness: { ...liveness, periodSeconds: livePeriod, failureThreshold: liveThreshold },
          readiness: { ...readiness, periodSeconds: readyPeriod, failureThreshold: readyThreshold },
        };
        const isFine = readyPeriod <= livePeriod && readyThreshold <= liveThreshold;
        if (isFine) withContainer({ probes });
        else assert.throws(() => withContainer({ probes }), /container\.probes\.readiness\.\w+: .* at most liveness\./);
      }),
    );
  });

  it("refuse a port that the container does not declare", () => {
    const probes = { liveness: { ...liveness, tcp: { name: "other", number: 9999 } }, readiness };
    assert.throws(() => withContainer({ probes }), /other \(9999\) is given, allowed is web \(8080\)/);
  });

  it("refuse a path without slash and times below the API's bounds", () => {
    const { periodSeconds, timeoutSeconds, failureThreshold } = liveness;
    const times = { periodSeconds, timeoutSeconds, failureThreshold };
    const http = { http: web, path: "health", ...times };
    assert.throws(() => withContainer({ probes: { liveness: http, readiness } }), /begins with \//);
    const noTimeout = { liveness: { ...liveness, timeoutSeconds: 0 }, readiness };
    assert.throws(() => withContainer({ probes: noTimeout }), /liveness\.timeoutSeconds: 0 is given/);
  });
});

describe("components/builders/pod-template: resources", () => {
  it("accept exactly requests up to the limit", () => {
    const amount = fc.integer({ min: 1, max: 4000 });
    fc.assert(
      fc.property(amount, amount, (request, limit) => {
        const resources = {
          requests: { cpu: `${request}m`, memory: "32Mi" },
          limits: { cpu: `${limit}m`, memory: "32Mi" },
        } as const;
        if (request <= limit) assert.deepEqual(withContainer({ resources }).spec.containers[0]?.resources, resources);
        else assert.throws(() => withContainer({ resources }), /resources\.requests\.cpu: .* at most the limit/);
      }),
    );
  });

  it("compare units, not text", () => {
    const { limits } = settings.container.resources;
    const resources = { requests: { cpu: "50m", memory: "1Gi" }, limits: { ...limits, memory: "1G" } } as const;
    assert.throws(
      () => withContainer({ resources }),
      /requests\.memory: "1Gi" is given, allowed is at most the limit "1G"/,
    );
  });

  it("refuse nothing at all", () => {
    const { limits } = settings.container.resources;
    const resources = { requests: { cpu: "0", memory: "1Mi" }, limits } as const;
    assert.throws(() => withContainer({ resources }), /requests\.cpu: "0" is given, allowed is more than 0/);
  });
});

describe("components/builders/pod-template: volumes", () => {
  const mounted = (volume: NonNullable<PodSettings["volumes"]>[string], readOnly?: boolean): PodTemplate =>
    template({
      volumes: { v: volume },
      container: {
        ...settings.container,
        mounts: { v: { path: "/v", ...(readOnly === undefined ? {} : { readOnly }) } },
      },
    });

  it("limit scratch space (R-14)", () => {
    const { volumes, containers } = mounted({ scratch: "64Mi" }).spec;
    assert.deepEqual(volumes, [{ name: "v", emptyDir: { sizeLimit: "64Mi" } }]);
    assert.deepEqual(containers[0]?.volumeMounts, [{ name: "v", mountPath: "/v" }]);
  });

  it("mount Secrets read-only, readable by owner and group (C-05, G-22)", () => {
    const { volumes, containers } = mounted({ secret: "tls" }).spec;
    assert.deepEqual(volumes, [{ name: "v", secret: { secretName: "tls", defaultMode: 0o440 } }]);
    assert.deepEqual(containers[0]?.volumeMounts, [{ name: "v", mountPath: "/v", readOnly: true }]);
    assert.throws(() => mounted({ secret: "tls" }, false), /readOnly: false is given, allowed is true/);
  });

  it("refuse a mount without volume, a volume without mount, and a relative or repeated path", () => {
    const container = { ...settings.container, mounts: { v: { path: "/v" } } };
    assert.throws(() => template({ container }), /container\.mounts\.v: "v" is given, allowed is no volume/);
    assert.throws(() => template({ volumes: { v: { scratch: "1Mi" } } }), /volumes\.v: no mount is given/);
    const paths = (a: string, b: string): PodTemplate =>
      template({
        volumes: { a: { scratch: "1Mi" }, b: { scratch: "1Mi" } },
        container: { ...settings.container, mounts: { a: { path: a }, b: { path: b } } },
      });
    assert.throws(() => paths("tmp", "/b"), /an absolute path, used once/);
    assert.throws(() => paths("/a", "/a"), /mounts\.b\.path: "\/a"/);
  });
});

describe("components/builders/pod-template: scheduling", () => {
  it("spreads and keeps apart the pods of this workload", () => {
    const { spec } = template({
      scheduling: {
        spread: [
          { over: "zone", whenUnsatisfiable: "ScheduleAnyway" },
          {
            over: "hostname",
            whenUnsatisfiable: "DoNotSchedule",
            nodeTaintsPolicy: "Honor",
            matchLabelKeys: ["pod-template-hash"],
          },
        ],
        avoid: [{ same: "zone", weight: 100 }],
      },
    });
    const labelSelector = { matchLabels: { app: "shop" } };
    assert.deepEqual(spec.topologySpreadConstraints, [
      { maxSkew: 1, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "ScheduleAnyway", labelSelector },
      {
        maxSkew: 1,
        topologyKey: "kubernetes.io/hostname",
        whenUnsatisfiable: "DoNotSchedule",
        labelSelector,
        nodeTaintsPolicy: "Honor",
        matchLabelKeys: ["pod-template-hash"],
      },
    ]);
    assert.deepEqual(spec.affinity?.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution, [
      { weight: 100, podAffinityTerm: { labelSelector, topologyKey: "topology.kubernetes.io/zone" } },
    ]);
  });

  it("tolerates only a named taint (R-46)", () => {
    const tolerations = [{ key: "", value: "search", effect: "NoSchedule" as const }];
    assert.throws(() => template({ scheduling: { tolerations } }), /an empty key or value is given/);
  });
});
