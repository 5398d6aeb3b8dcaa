/** The environments of SPEC 1.3.12. */
export type Environment = "dev" | "staging" | "prod";

/** All of {@link Environment}. */
export const environments: readonly Environment[] = ["dev", "staging", "prod"];

/** The namespace of each environment. */
export const namespaces: Readonly<Record<Environment, string>> = {
  dev: "smedrec-audit-dev",
  staging: "smedrec-audit-staging",
  prod: "smedrec-audit",
};

/** Path of the pod in a Deployment. */
export const pod = "spec.template.spec";
/** Path of the main container in a Deployment. */
export const server = `${pod}.containers.0`;
/** Path of the init container in a Deployment. */
export const wait = `${pod}.initContainers.0`;

const selected = { "app.kubernetes.io/name": "audit-server" };
const large = { requests: { cpu: "250m", memory: "256Mi" }, limits: { cpu: "1000m", memory: "1Gi" } };
const zones = [
  {
    maxSkew: 1,
    topologyKey: "topology.kubernetes.io/zone",
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: selected },
  },
];
const budget = (minAvailable: number): unknown => ({
  minAvailable,
  unhealthyPodEvictionPolicy: "AlwaysAllow",
  selector: { matchLabels: selected },
});

/** SPEC 1.3.12 and 1.9: kind, name, path, value per environment; undefined where there is no such object. */
export const differences: readonly [
  kind: string,
  name: string,
  path: string,
  values: Readonly<Record<Environment, unknown>>,
][] = [
  ["Deployment", "audit-server", "metadata.namespace", namespaces],
  ["Deployment", "audit-server", "spec.replicas", { dev: 1, staging: 2, prod: 3 }],
  [
    "Deployment",
    "audit-server",
    `${server}.resources`,
    {
      dev: { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "500m", memory: "512Mi" } },
      staging: large,
      prod: large,
    },
  ],
  [
    "Deployment",
    "audit-server",
    `${pod}.topologySpreadConstraints`,
    { dev: undefined, staging: undefined, prod: zones },
  ],
  [
    "ConfigMap",
    "audit-server-config",
    "data.NODE_ENV",
    { dev: "development", staging: "production", prod: "production" },
  ],
  ["ConfigMap", "audit-server-config", "data.LOG_LEVEL", { dev: "debug", staging: "info", prod: "info" }],
  [
    "ConfigMap",
    "audit-server-config",
    "data.CORS_ORIGIN",
    {
      dev: "http://localhost:3000",
      staging: "https://app.staging.smedrec.com",
      prod: "https://app.smedrec.com,https://admin.smedrec.com",
    },
  ],
  [
    "Ingress",
    "audit-server",
    "spec.rules.0.host",
    { dev: "audit.dev.smedrec.com", staging: "audit.staging.smedrec.com", prod: "audit.smedrec.com" },
  ],
  ["HorizontalPodAutoscaler", "audit-server", "spec.minReplicas", { dev: undefined, staging: 2, prod: 3 }],
  ["HorizontalPodAutoscaler", "audit-server", "spec.maxReplicas", { dev: undefined, staging: 4, prod: 10 }],
  ["PodDisruptionBudget", "audit-server", "spec", { dev: undefined, staging: budget(1), prod: budget(2) }],
];

/** SPEC 1.3.3 to 1.3.9 and 1.8: the same in every environment. */
export const constants: readonly [kind: string, name: string, path: string, value: unknown][] = [
  ["Deployment", "audit-server", "spec.selector.matchLabels", selected],
  [
    "Deployment",
    "audit-server",
    "spec.strategy",
    { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
  ],
  ["Deployment", "audit-server", `${pod}.terminationGracePeriodSeconds`, 30],
  ["Deployment", "audit-server", `${pod}.serviceAccountName`, "audit-server"],
  ["Deployment", "audit-server", `${pod}.automountServiceAccountToken`, true],
  [
    "Deployment",
    "audit-server",
    `${pod}.securityContext`,
    { runAsNonRoot: true, runAsUser: 1001, seccompProfile: { type: "RuntimeDefault" } },
  ],
  [
    "Deployment",
    "audit-server",
    `${pod}.volumes`,
    [
      { name: "tmp", emptyDir: { sizeLimit: "64Mi" } },
      { name: "var-cache", emptyDir: { sizeLimit: "128Mi" } },
    ],
  ],
  ["Deployment", "audit-server", `${pod}.containers.length`, 1],
  ["Deployment", "audit-server", `${server}.name`, "audit-server"],
  ["Deployment", "audit-server", `${server}.ports`, [{ name: "http", containerPort: 3000, protocol: "TCP" }]],
  [
    "Deployment",
    "audit-server",
    `${server}.envFrom`,
    [{ configMapRef: { name: "audit-server-config" } }, { secretRef: { name: "audit-server-secrets" } }],
  ],
  ["Deployment", "audit-server", `${server}.lifecycle`, { preStop: { sleep: { seconds: 15 } } }],
  [
    "Deployment",
    "audit-server",
    `${server}.securityContext`,
    { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
  ],
  [
    "Deployment",
    "audit-server",
    `${server}.volumeMounts`,
    [
      { name: "tmp", mountPath: "/tmp" },
      { name: "var-cache", mountPath: "/var/cache" },
    ],
  ],
  [
    "Deployment",
    "audit-server",
    `${server}.livenessProbe`,
    {
      httpGet: { path: "/health", port: "http" },
      initialDelaySeconds: 30,
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 3,
    },
  ],
  [
    "Deployment",
    "audit-server",
    `${server}.readinessProbe`,
    {
      httpGet: { path: "/ready", port: "http" },
      initialDelaySeconds: 5,
      periodSeconds: 5,
      timeoutSeconds: 3,
      failureThreshold: 3,
    },
  ],
  [
    "Deployment",
    "audit-server",
    `${server}.startupProbe`,
    { httpGet: { path: "/health", port: "http" }, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 30 },
  ],
  ["Deployment", "audit-server", `${pod}.initContainers.length`, 1],
  ["Deployment", "audit-server", `${wait}.name`, "wait-for-postgres"],
  [
    "Deployment",
    "audit-server",
    `${wait}.resources`,
    { requests: { cpu: "50m", memory: "32Mi" }, limits: { cpu: "100m", memory: "64Mi" } },
  ],
  [
    "Deployment",
    "audit-server",
    `${wait}.securityContext`,
    { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
  ],
  ["ConfigMap", "audit-server-config", "data.PORT", "3000"],
  ["ConfigMap", "audit-server-config", "data.HOST", "0.0.0.0"],
  ["Service", "audit-server", "spec.type", "ClusterIP"],
  ["Service", "audit-server", "spec.selector", selected],
  ["Service", "audit-server", "spec.ports", [{ name: "http", port: 80, targetPort: 3000, protocol: "TCP" }]],
  ["Service", "audit-server", "spec.sessionAffinity", undefined],
  ["Service", "audit-server-headless", "spec.clusterIP", "None"],
  ["Service", "audit-server-headless", "spec.selector", selected],
  ["Service", "audit-server-headless", "spec.ports", [{ name: "http", port: 3000, targetPort: 3000, protocol: "TCP" }]],
  ["ServiceAccount", "audit-server", "automountServiceAccountToken", false],
  [
    "Role",
    "audit-server",
    "rules",
    [
      { apiGroups: [""], resources: ["configmaps"], verbs: ["get"], resourceNames: ["audit-server-config"] },
      { apiGroups: [""], resources: ["configmaps"], verbs: ["list"] },
      { apiGroups: [""], resources: ["secrets"], verbs: ["get"], resourceNames: ["audit-server-secrets"] },
    ],
  ],
  [
    "RoleBinding",
    "audit-server",
    "roleRef",
    { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "audit-server" },
  ],
  ["Ingress", "audit-server", "spec.ingressClassName", "nginx"],
  ["Ingress", "audit-server", "spec.tls.0.secretName", "audit-server-tls"],
  ["NetworkPolicy", "default-deny-all", "spec", { podSelector: {}, policyTypes: ["Ingress", "Egress"] }],
];

/** SPEC 1.3.9, in its order. */
export const paths = ["/health", "/ready", "/api", "/trpc", "/graphql", "/auth", "/"];

/** SPEC 1.3.2 and G-48: what every environment has, besides its Namespace. */
export const everywhere = [
  "ConfigMap/audit-server-config",
  "ConfigMap/audit-server-headers",
  "Deployment/audit-server",
  "Ingress/audit-server",
  "Ingress/audit-server-metrics-deny",
  "NetworkPolicy/audit-server",
  "NetworkPolicy/default-deny-all",
  "PrometheusRule/audit-server",
  "Role/audit-server",
  "RoleBinding/audit-server",
  "Secret/audit-server-secrets",
  "Service/audit-server",
  "Service/audit-server-headless",
  "ServiceAccount/audit-server",
];
