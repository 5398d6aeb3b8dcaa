/** The environments of SPEC 1.1.3. */
export type Environment = "dev" | "staging" | "prod";

/** All of {@link Environment}. */
export const environments: readonly Environment[] = ["dev", "staging", "prod"];

/** Path of the pod in a Deployment. */
export const pod = "spec.template.spec";
/** Path of the container in a Deployment. */
export const server = `${pod}.containers.0`;

/** SPEC 1.1.3 and 1.1.6: kind, path, value per environment. */
export const differences: readonly [
  kind: string,
  name: string,
  path: string,
  values: Readonly<Record<Environment, unknown>>,
][] = [
  [
    "Deployment",
    "mllp-server",
    "metadata.namespace",
    { dev: "healthcare-dev", staging: "healthcare-staging", prod: "healthcare-prod" },
  ],
  ["Deployment", "mllp-server", "spec.replicas", { dev: 1, staging: 2, prod: 2 }],
  ["Deployment", "mllp-server", `${server}.resources.requests.cpu`, { dev: "50m", staging: "100m", prod: "250m" }],
  ["Deployment", "mllp-server", `${server}.resources.limits.cpu`, { dev: "250m", staging: "500m", prod: "1000m" }],
  ["Deployment", "mllp-server", `${server}.resources.requests.memory`, { dev: "32Mi", staging: "64Mi", prod: "128Mi" }],
  ["Deployment", "mllp-server", `${server}.resources.limits.memory`, { dev: "128Mi", staging: "256Mi", prod: "512Mi" }],
  [
    "Deployment",
    "mllp-server",
    `${pod}.topologySpreadConstraints.length`,
    { dev: undefined, staging: undefined, prod: 1 },
  ],
  ["ConfigMap", "mllp-server-config", "data.LOG_LEVEL", { dev: "debug", staging: "info", prod: "info" }],
  ["ConfigMap", "mllp-server-config", "data.MLLP_MAX_CONNECTIONS", { dev: "10", staging: "100", prod: "200" }],
];

/** SPEC 1.1.4 to 1.1.8: the same in every environment. */
export const constants: readonly [kind: string, name: string, path: string, value: unknown][] = [
  ["Deployment", "mllp-server", "spec.selector.matchLabels", { app: "mllp-server" }],
  ["Deployment", "mllp-server", "spec.template.metadata.labels.app", "mllp-server"],
  [
    "Deployment",
    "mllp-server",
    "spec.strategy",
    { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
  ],
  ["Deployment", "mllp-server", `${pod}.terminationGracePeriodSeconds`, 45],
  ["Deployment", "mllp-server", `${pod}.serviceAccountName`, "mllp-server"],
  ["Deployment", "mllp-server", `${pod}.automountServiceAccountToken`, false],
  ["Deployment", "mllp-server", `${pod}.containers.length`, 1],
  ["Deployment", "mllp-server", `${pod}.initContainers`, undefined],
  [
    "Deployment",
    "mllp-server",
    `${pod}.securityContext`,
    {
      runAsNonRoot: true,
      runAsUser: 65_534,
      runAsGroup: 65_534,
      fsGroup: 65_534,
      seccompProfile: { type: "RuntimeDefault" },
    },
  ],
  ["Deployment", "mllp-server", `${server}.name`, "mllp-server"],
  ["Deployment", "mllp-server", `${server}.lifecycle`, undefined],
  ["Deployment", "mllp-server", `${server}.startupProbe`, undefined],
  ["Deployment", "mllp-server", `${server}.ports`, [{ name: "mllp", containerPort: 2575, protocol: "TCP" }]],
  ["Deployment", "mllp-server", `${server}.envFrom`, [{ configMapRef: { name: "mllp-server-config" } }]],
  [
    "Deployment",
    "mllp-server",
    `${server}.securityContext`,
    {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
  ],
  [
    "Deployment",
    "mllp-server",
    `${server}.livenessProbe`,
    {
      tcpSocket: { port: "mllp" },
      initialDelaySeconds: 5,
      periodSeconds: 10,
      timeoutSeconds: 3,
      failureThreshold: 3,
    },
  ],
  [
    "Deployment",
    "mllp-server",
    `${server}.readinessProbe`,
    {
      tcpSocket: { port: "mllp" },
      initialDelaySeconds: 5,
      periodSeconds: 5,
      timeoutSeconds: 3,
      failureThreshold: 2,
    },
  ],
  ["ConfigMap", "mllp-server-config", "data.MLLP_ADDR", ":2575"],
  ["ConfigMap", "mllp-server-config", "data.PRE_SHUTDOWN_DELAY", "5s"],
  ["ConfigMap", "mllp-server-config", "data.SHUTDOWN_TIMEOUT", "30s"],
  ["Service", "mllp-server", "spec.type", "ClusterIP"],
  ["Service", "mllp-server", "spec.selector", { app: "mllp-server" }],
  [
    "Service",
    "mllp-server",
    "spec.ports",
    [{ name: "mllp", port: 2575, targetPort: "mllp", protocol: "TCP", appProtocol: "tcp" }],
  ],
  ["Service", "mllp-server", "spec.sessionAffinity", "ClientIP"],
  ["Service", "mllp-server", "spec.sessionAffinityConfig", { clientIP: { timeoutSeconds: 3600 } }],
  ["ServiceAccount", "mllp-server", "automountServiceAccountToken", false],
  [
    "PodDisruptionBudget",
    "mllp-server",
    "spec",
    {
      minAvailable: 1,
      unhealthyPodEvictionPolicy: "AlwaysAllow",
      selector: { matchLabels: { app: "mllp-server" } },
    },
  ],
  [
    "NetworkPolicy",
    "mllp-server",
    "spec",
    {
      podSelector: { matchLabels: { app: "mllp-server" } },
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { "network-policy/mllp-client": "true" } } }],
          ports: [{ port: 2575, protocol: "TCP" }],
        },
      ],
    },
  ],
  [
    "NetworkPolicy",
    "mllp-server-egress",
    "spec",
    {
      podSelector: { matchLabels: { app: "mllp-server" } },
      policyTypes: ["Egress"],
      egress: [{}],
    },
  ],
  ["PeerAuthentication", "default", "spec", { mtls: { mode: "STRICT" } }],
  ["NetworkPolicy", "default-deny-all", "spec", { podSelector: {}, policyTypes: ["Ingress", "Egress"] }],
];

/** SPEC 1.1.2: what every environment has, besides its Namespace. */
export const everywhere = [
  "ConfigMap/mllp-server-config",
  "Deployment/mllp-server",
  "NetworkPolicy/default-deny-all",
  "NetworkPolicy/mllp-server",
  "NetworkPolicy/mllp-server-egress",
  "PeerAuthentication/default",
  "PodDisruptionBudget/mllp-server",
  "Service/mllp-server",
  "ServiceAccount/mllp-server",
];
