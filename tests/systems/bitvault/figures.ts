/** The environments of SPEC 1.5.9. */
export type Environment = "preview" | "dev" | "staging" | "prod";

/** All of {@link Environment}. */
export const environments: readonly Environment[] = ["preview", "dev", "staging", "prod"];

/** The namespace of each environment (SPEC 0.4). */
export const namespaces: Readonly<Record<Environment, string>> = {
  preview: "bitvault-preview-pr-7",
  dev: "bitvault-dev",
  staging: "bitvault-staging",
  prod: "bitvault-prod",
};

/** The workloads of SPEC 1.5.1. */
export const workloads = ["bitvaultd", "bitvault-worker", "bitvault-web"] as const;

/** One of {@link workloads}. */
export type Workload = (typeof workloads)[number];

/** Path of the pod in a Deployment. */
export const pod = "spec.template.spec";
/** Path of the container in a Deployment. */
export const container = `${pod}.containers.0`;

const selected = (name: string): object => ({ "app.kubernetes.io/name": name });
const budget = (name: string, amount: object): unknown => ({
  ...amount,
  unhealthyPodEvictionPolicy: "AlwaysAllow",
  selector: { matchLabels: selected(name) },
});
const zones = (name: string): unknown => [
  {
    maxSkew: 1,
    topologyKey: "topology.kubernetes.io/zone",
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: selected(name) },
  },
];
const same = (value: unknown): Readonly<Record<Environment, unknown>> => ({
  preview: value,
  dev: value,
  staging: value,
  prod: value,
});
const small = (value: unknown, staging: unknown, prod: unknown): Readonly<Record<Environment, unknown>> => ({
  preview: value,
  dev: value,
  staging,
  prod,
});

/** SPEC 1.5.9 and 1.9: kind, name, path, value per environment. */
export const differences: readonly [
  kind: string,
  name: string,
  path: string,
  values: Readonly<Record<Environment, unknown>>,
][] = [
  ...workloads.map((name): (typeof differences)[number] => ["Deployment", name, "metadata.namespace", namespaces]),
  ...workloads.map((name): (typeof differences)[number] => [
    "Deployment",
    name,
    `${pod}.topologySpreadConstraints`,
    small(undefined, undefined, zones(name)),
  ]),
  ["Deployment", "bitvaultd", "spec.replicas", small(2, 2, 3)],
  ["Deployment", "bitvault-worker", "spec.replicas", small(1, 1, 2)],
  ["Deployment", "bitvault-web", "spec.replicas", small(2, 2, 3)],
  ["HorizontalPodAutoscaler", "bitvaultd", "spec.minReplicas", small(2, 2, 3)],
  ["HorizontalPodAutoscaler", "bitvaultd", "spec.maxReplicas", small(3, 4, 10)],
  ["HorizontalPodAutoscaler", "bitvault-web", "spec.minReplicas", small(2, 2, 3)],
  ["HorizontalPodAutoscaler", "bitvault-web", "spec.maxReplicas", small(3, 4, 10)],
  ["ScaledObject", "bitvault-worker", "spec.minReplicaCount", small(1, 1, 2)],
  ["ScaledObject", "bitvault-worker", "spec.maxReplicaCount", small(2, 5, 20)],
  ["PodDisruptionBudget", "bitvaultd", "spec", same(budget("bitvaultd", { minAvailable: 1 }))],
  ["PodDisruptionBudget", "bitvault-web", "spec", same(budget("bitvault-web", { minAvailable: 1 }))],
  ["PodDisruptionBudget", "bitvault-worker", "spec", same(budget("bitvault-worker", { maxUnavailable: 1 }))],
];

const port = (name: string, containerPort: number): object => ({ name, containerPort, protocol: "TCP" });
const servicePort = (name: string, number: number): object => ({
  name,
  port: number,
  protocol: "TCP",
  targetPort: name,
});
const asked = (path: string, timing: object): object => ({
  httpGet: { path, port: "health" },
  timeoutSeconds: 3,
  ...timing,
});
const liveness = (initialDelaySeconds: number): object =>
  asked("/healthz", { initialDelaySeconds, periodSeconds: 15, failureThreshold: 3 });
const readiness = asked("/readyz", { periodSeconds: 5, failureThreshold: 1 });
const hook = { preStop: { sleep: { seconds: 5 } } };
const pods = (user: number): object => ({
  runAsNonRoot: true,
  runAsUser: user,
  runAsGroup: user,
  fsGroup: user,
  seccompProfile: { type: "RuntimeDefault" },
});

type Constant = readonly [kind: string, name: string, path: string, value: unknown];

const ofWorkload = (
  name: Workload,
  figures: {
    readonly user: number;
    readonly grace: number;
    readonly drain: string;
    readonly liveness: number;
    readonly startup: unknown;
    readonly ports: readonly object[];
    readonly resources: object;
  },
): readonly Constant[] => [
  ["Deployment", name, "spec.selector.matchLabels", selected(name)],
  ["Deployment", name, "spec.strategy", { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }],
  ["Deployment", name, `${pod}.serviceAccountName`, name],
  ["Deployment", name, `${pod}.automountServiceAccountToken`, false],
  ["Deployment", name, `${pod}.securityContext`, pods(figures.user)],
  ["Deployment", name, `${pod}.terminationGracePeriodSeconds`, figures.grace],
  ["Deployment", name, `${pod}.containers.length`, 1],
  ["Deployment", name, `${container}.name`, name],
  ["Deployment", name, `${container}.lifecycle`, hook],
  ["Deployment", name, `${container}.ports`, [...figures.ports, port("health", 8081)]],
  ["Deployment", name, `${container}.livenessProbe`, liveness(figures.liveness)],
  ["Deployment", name, `${container}.readinessProbe`, readiness],
  ["Deployment", name, `${container}.startupProbe`, figures.startup],
  ["Deployment", name, `${container}.resources`, figures.resources],
  ["Deployment", name, `${container}.envFrom`, [{ configMapRef: { name } }, { secretRef: { name } }]],
  ["ConfigMap", name, "data.HEALTH_PORT", "8081"],
  ["ConfigMap", name, "data.DRAIN_TIMEOUT", figures.drain],
];

const utilization = (name: string, averageUtilization: number): object => ({
  type: "Resource",
  resource: { name, target: { type: "Utilization", averageUtilization } },
});

/** SPEC 1.5.3 to 1.5.9: the same in every environment. */
export const constants: readonly Constant[] = [
  ...ofWorkload("bitvaultd", {
    user: 65_532,
    grace: 60,
    drain: "30s",
    liveness: 60,
    startup: asked("/healthz", { periodSeconds: 5, failureThreshold: 60 }),
    ports: [port("http", 8080), port("grpc", 9090)],
    resources: { requests: { cpu: "250m", memory: "256Mi" }, limits: { cpu: "1000m", memory: "512Mi" } },
  }),
  ...ofWorkload("bitvault-worker", {
    user: 65_532,
    grace: 120,
    drain: "105s",
    liveness: 15,
    startup: undefined,
    ports: [],
    resources: { requests: { cpu: "250m", memory: "256Mi" }, limits: { cpu: "1000m", memory: "1Gi" } },
  }),
  ...ofWorkload("bitvault-web", {
    user: 1000,
    grace: 30,
    drain: "20s",
    liveness: 15,
    startup: undefined,
    ports: [port("http", 3000)],
    resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "500m", memory: "256Mi" } },
  }),
  ["ConfigMap", "bitvault-worker", "data.UNFINISHED_MESSAGES", "nack"],
  ...(["bitvaultd", "bitvault-worker"] as const).flatMap((name) =>
    ["DATABASE_TLS", "REDIS_TLS", "NATS_TLS", "OBJECT_STORAGE_TLS"].map((variable): Constant => [
      "ConfigMap",
      name,
      `data.${variable}`,
      "required",
    ]),
  ),
  ["Service", "bitvaultd", "spec.type", "ClusterIP"],
  [
    "Service",
    "bitvaultd",
    "spec.ports",
    [servicePort("http", 8080), { ...servicePort("grpc", 9090), appProtocol: "grpc" }],
  ],
  ["Service", "bitvault-web", "spec.type", "ClusterIP"],
  ["Service", "bitvault-web", "spec.ports", [servicePort("http", 3000)]],
  [
    "HorizontalPodAutoscaler",
    "bitvaultd",
    "spec.metrics",
    [
      utilization("cpu", 70),
      {
        type: "Pods",
        pods: { metric: { name: "requests_per_second" }, target: { type: "AverageValue", averageValue: "100" } },
      },
    ],
  ],
  ["HorizontalPodAutoscaler", "bitvault-web", "spec.metrics", [utilization("cpu", 70), utilization("memory", 80)]],
  [
    "ScaledObject",
    "bitvault-worker",
    "spec.triggers",
    [
      {
        type: "nats-jetstream",
        metadata: {
          natsServerMonitoringEndpoint: "nats-headless.messaging.svc:8222",
          account: "$G",
          stream: "bitvault",
          consumer: "bitvault-worker",
          lagThreshold: "100",
        },
      },
    ],
  ],
];

/** Objects of every environment besides the Namespace (SPEC 1.5.3, G-47, G-48). */
export const everywhere: readonly string[] = [
  "NetworkPolicy/default-deny-all",
  "SecretStore/vault",
  "ServiceAccount/vault-auth",
  ...workloads.flatMap((name) =>
    [
      "ConfigMap",
      "Deployment",
      "ExternalSecret",
      "NetworkPolicy",
      "PodDisruptionBudget",
      "PodMonitor",
      "PrometheusRule",
      "ServiceAccount",
    ].map((kind) => `${kind}/${name}`),
  ),
  "Service/bitvaultd",
  "Service/bitvault-web",
  "HorizontalPodAutoscaler/bitvaultd",
  "HorizontalPodAutoscaler/bitvault-web",
  "ScaledObject/bitvault-worker",
];
