import type { Environment, Service } from "./services";

/** What SPEC 1.4.6, 1.4.13 and 1.9 say of one service in one environment. */
export interface Figures {
  readonly replicas: readonly [min: number, max: number];
  /** Absent: no budget. */
  readonly minAvailable: number | undefined;
  readonly scaleDownSeconds: number;
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly memory: string };
  readonly searchNodes: boolean;
  readonly hasRoute: boolean;
}

const common: Readonly<Record<Environment, Figures>> = {
  dev: {
    replicas: [1, 2],
    minAvailable: undefined,
    scaleDownSeconds: 300,
    requests: { cpu: "50m", memory: "128Mi" },
    limits: { memory: "256Mi" },
    searchNodes: false,
    hasRoute: false,
  },
  staging: {
    replicas: [2, 4],
    minAvailable: 1,
    scaleDownSeconds: 300,
    requests: { cpu: "100m", memory: "192Mi" },
    limits: { memory: "384Mi" },
    searchNodes: false,
    hasRoute: false,
  },
  prod: {
    replicas: [3, 10],
    minAvailable: 2,
    scaleDownSeconds: 600,
    requests: { cpu: "250m", memory: "256Mi" },
    limits: { memory: "512Mi" },
    searchNodes: false,
    hasRoute: false,
  },
};

/** The tables of SPEC 1.4.6, 1.4.13 and 1.9, service by service. */
export const figures: Readonly<Record<Environment, Readonly<Record<Service, Figures>>>> = {
  dev: {
    booking: common.dev,
    availability: common.dev,
    patient: common.dev,
    search: { ...common.dev, limits: { memory: "512Mi" } },
    notification: common.dev,
    practitioner: common.dev,
  },
  staging: {
    booking: common.staging,
    availability: common.staging,
    patient: common.staging,
    search: { ...common.staging, limits: { memory: "1Gi" }, searchNodes: true },
    notification: common.staging,
    practitioner: common.staging,
  },
  prod: {
    booking: { ...common.prod, replicas: [3, 20], hasRoute: true },
    availability: { ...common.prod, hasRoute: true },
    patient: { ...common.prod, hasRoute: true },
    search: { ...common.prod, replicas: [3, 30], limits: { memory: "2Gi" }, searchNodes: true },
    notification: common.prod,
    practitioner: common.prod,
  },
};

/** Path of the pod in a Deployment. */
export const pod = "spec.template.spec";
/** Path of the container in a Deployment. */
export const container = `${pod}.containers.0`;

/** SPEC 1.4.3 to 1.4.8, G-06, G-39: of the Deployment of every service in every environment. */
export const deploymentConstants = (name: string): readonly [path: string, value: unknown][] => [
  ["spec.selector.matchLabels", { "app.kubernetes.io/name": name, track: "stable" }],
  ["spec.template.metadata.labels.track", "stable"],
  ["spec.strategy", { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }],
  [
    `${pod}.securityContext`,
    {
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 1000,
      fsGroup: 1000,
      seccompProfile: { type: "RuntimeDefault" },
    },
  ],
  [
    `${container}.securityContext`,
    { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
  ],
  [`${pod}.serviceAccountName`, name],
  [`${pod}.automountServiceAccountToken`, false],
  [`${pod}.containers.length`, 1],
  [`${pod}.initContainers`, undefined],
  [`${pod}.terminationGracePeriodSeconds`, 40],
  [
    `${pod}.volumes`,
    [
      { name: "tmp", emptyDir: { sizeLimit: "64Mi" } },
      { name: "cache", emptyDir: { sizeLimit: "128Mi" } },
    ],
  ],
  [
    `${pod}.topologySpreadConstraints`,
    [
      {
        maxSkew: 1,
        topologyKey: "kubernetes.io/hostname",
        whenUnsatisfiable: "DoNotSchedule",
        nodeTaintsPolicy: "Honor",
        matchLabelKeys: ["pod-template-hash"],
        labelSelector: { matchLabels: { "app.kubernetes.io/name": name } },
      },
    ],
  ],
  [
    `${pod}.affinity`,
    {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 100,
            podAffinityTerm: {
              topologyKey: "topology.kubernetes.io/zone",
              labelSelector: { matchLabels: { "app.kubernetes.io/name": name } },
            },
          },
        ],
      },
    },
  ],
  [`${container}.name`, name],
  [`${container}.ports`, [{ name: "http", containerPort: 3000, protocol: "TCP" }]],
  [`${container}.lifecycle`, { preStop: { sleep: { seconds: 5 } } }],
  [`${container}.env`, undefined],
  [`${container}.envFrom`, undefined],
  [
    `${container}.volumeMounts`,
    [
      { name: "tmp", mountPath: "/tmp" },
      { name: "cache", mountPath: "/app/.cache" },
    ],
  ],
  [
    `${container}.livenessProbe`,
    {
      httpGet: { path: "/health", port: "http" },
      initialDelaySeconds: 15,
      periodSeconds: 10,
      timeoutSeconds: 3,
      failureThreshold: 3,
    },
  ],
  [
    `${container}.readinessProbe`,
    {
      httpGet: { path: "/ready", port: "http" },
      initialDelaySeconds: 5,
      periodSeconds: 5,
      timeoutSeconds: 3,
      failureThreshold: 2,
    },
  ],
  [`${container}.startupProbe`, undefined],
];

/** The autoscaler of SPEC 1.4.6. */
export const autoscaler = (name: string, { replicas: [min, max], scaleDownSeconds }: Figures): unknown => ({
  scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
  minReplicas: min,
  maxReplicas: max,
  metrics: [
    { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
    { type: "Resource", resource: { name: "memory", target: { type: "Utilization", averageUtilization: 80 } } },
  ],
  behavior: {
    scaleUp: { stabilizationWindowSeconds: 0, policies: [{ type: "Pods", value: 2, periodSeconds: 60 }] },
    scaleDown: {
      stabilizationWindowSeconds: scaleDownSeconds,
      policies: [{ type: "Pods", value: 1, periodSeconds: 60 }],
    },
  },
});

/** SPEC 1.4.3, 1.8 and G-48: the objects of a service in the mesh with Prometheus, besides those that figures decide. */
export const everywhere = (name: string): readonly string[] => [
  `AuthorizationPolicy/${name}`,
  `Deployment/${name}`,
  `HorizontalPodAutoscaler/${name}`,
  `NetworkPolicy/${name}`,
  `PodMonitor/${name}-sidecar`,
  `PrometheusRule/${name}`,
  `Service/${name}`,
  `ServiceAccount/${name}`,
  `ServiceMonitor/${name}`,
];
