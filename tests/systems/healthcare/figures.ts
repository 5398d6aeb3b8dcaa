/** The environments of SPEC 1.2.14. */
export type Environment = "dev" | "staging" | "prod";

/** All of {@link Environment}. */
export const environments: readonly Environment[] = ["dev", "staging", "prod"];

/** Path of the pod in a Deployment or StatefulSet. */
export const pod = "spec.template.spec";
/** Path of its main container. */
export const main = `${pod}.containers.0`;

const app = ["Deployment", "healthcare-app"] as const;
const database = ["StatefulSet", "postgres"] as const;
const config = ["ConfigMap", "healthcare-app-config"] as const;
const gateway = ["Gateway", "healthcare-gateway"] as const;
const routes = ["VirtualService", "healthcare-routes"] as const;

type Object = readonly [kind: string, name: string];
type Values = Readonly<Record<Environment, unknown>>;

const claim = "spec.volumeClaimTemplates.0.spec";

/** SPEC 1.2.14 and 1.9: object, path, value per environment. */
export const differences: readonly [object: Object, path: string, values: Values][] = [
  [app, "metadata.namespace", { dev: "healthcare-dev", staging: "healthcare-staging", prod: "healthcare-prod" }],
  [app, "spec.replicas", { dev: 1, staging: 2, prod: 3 }],
  [app, `${main}.resources.requests.cpu`, { dev: "100m", staging: "500m", prod: "500m" }],
  [app, `${main}.resources.limits.cpu`, { dev: "500m", staging: "2000m", prod: "2000m" }],
  [app, `${main}.resources.requests.memory`, { dev: "256Mi", staging: "512Mi", prod: "512Mi" }],
  [app, `${main}.resources.limits.memory`, { dev: "1Gi", staging: "2Gi", prod: "2Gi" }],
  [app, `${pod}.topologySpreadConstraints.length`, { dev: undefined, staging: undefined, prod: 1 }],
  [database, `${main}.resources.requests.cpu`, { dev: "250m", staging: "500m", prod: "2000m" }],
  [database, `${main}.resources.limits.cpu`, { dev: "1000m", staging: "2000m", prod: "4000m" }],
  [database, `${main}.resources.requests.memory`, { dev: "512Mi", staging: "1Gi", prod: "4Gi" }],
  [database, `${main}.resources.limits.memory`, { dev: "2Gi", staging: "4Gi", prod: "8Gi" }],
  [database, `${claim}.resources.requests.storage`, { dev: "5Gi", staging: "20Gi", prod: "100Gi" }],
  [database, `${claim}.storageClassName`, { dev: undefined, staging: "fast-ssd", prod: "fast-ssd" }],
  [
    config,
    "data.PHX_HOST",
    { dev: "dev.healthcare.example.com", staging: "staging.healthcare.example.com", prod: "healthcare.example.com" },
  ],
  [config, "data.LOG_LEVEL", { dev: "debug", staging: "info", prod: "info" }],
  [config, "data.POOL_SIZE", { dev: "5", staging: "10", prod: "20" }],
  [
    gateway,
    "spec.servers.0.tls.credentialName",
    { dev: "healthcare-dev-tls-cert", staging: "healthcare-staging-tls-cert", prod: "healthcare-tls-cert" },
  ],
  [
    gateway,
    "spec.servers.0.hosts",
    {
      dev: ["dev.healthcare.example.com"],
      staging: ["staging.healthcare.example.com"],
      prod: ["healthcare.example.com"],
    },
  ],
];

const ports = (...numbers: number[]): { protocol: string; port: number }[] =>
  numbers.map((number) => ({ protocol: "TCP", port: number }));
const namespaced = (name: string): object => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});
const dns = {
  to: [{ ...namespaced("kube-system"), podSelector: { matchLabels: { "k8s-app": "kube-dns" } } }],
  ports: [
    { protocol: "UDP", port: 53 },
    { protocol: "TCP", port: 53 },
  ],
};
const toIstiod = { to: [namespaced("istio-system")], ports: ports(15_012) };
const fromProxyScrapes = { from: [namespaced("monitoring")], ports: ports(15_020, 15_090) };

/** SPEC 1.2.6 to 1.2.12 and the resolutions: the same in every environment. */
export const constants: readonly [object: Object, path: string, value: unknown][] = [
  [config, "data.PORT", "4000"],
  [config, "data.ECTO_IPV6", "false"],
  [app, "metadata.labels.app", "healthcare"],
  [app, "metadata.labels.version", "v1.0.0"],
  [app, "spec.template.metadata.labels.app", "healthcare"],
  [app, "spec.template.metadata.labels.version", "v1.0.0"],
  [app, "spec.selector.matchLabels", { app: "healthcare" }],
  [app, "spec.strategy", { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }],
  [
    app,
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
    app,
    `${main}.securityContext`,
    { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
  ],
  [app, `${pod}.serviceAccountName`, "healthcare-app"],
  [app, `${pod}.automountServiceAccountToken`, false],
  [app, `${pod}.terminationGracePeriodSeconds`, 30],
  [
    app,
    `${pod}.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution`,
    [
      {
        weight: 100,
        podAffinityTerm: {
          labelSelector: { matchLabels: { app: "healthcare" } },
          topologyKey: "kubernetes.io/hostname",
        },
      },
    ],
  ],
  [app, `${pod}.volumes`, [{ name: "tmp", emptyDir: { sizeLimit: "256Mi" } }]],
  [app, `${main}.volumeMounts`, [{ name: "tmp", mountPath: "/tmp" }]],
  [app, `${main}.name`, "healthcare-app"],
  [app, `${main}.imagePullPolicy`, "Always"],
  [app, `${main}.ports`, [{ name: "http", containerPort: 4000, protocol: "TCP" }]],
  [app, `${main}.lifecycle`, { preStop: { exec: { command: ["/bin/sh", "-c", "sleep 15"] } } }],
  [
    app,
    `${main}.livenessProbe`,
    {
      httpGet: { path: "/health", port: 4000 },
      initialDelaySeconds: 30,
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 3,
    },
  ],
  [
    app,
    `${main}.readinessProbe`,
    {
      httpGet: { path: "/health/ready", port: 4000 },
      initialDelaySeconds: 10,
      periodSeconds: 5,
      timeoutSeconds: 3,
      failureThreshold: 2,
    },
  ],
  [["ServiceAccount", "healthcare-app"], "automountServiceAccountToken", false],
  [["ServiceAccount", "postgres"], "automountServiceAccountToken", false],
  [["Service", "healthcare-service"], "metadata.labels.app", "healthcare"],
  [
    ["Service", "healthcare-service"],
    "spec",
    {
      type: "ClusterIP",
      selector: { app: "healthcare" },
      ports: [{ name: "http", port: 80, targetPort: 4000, protocol: "TCP" }],
      sessionAffinity: "None",
    },
  ],
  [database, "spec.serviceName", "postgres-service"],
  [database, "spec.replicas", 1],
  [database, "spec.selector.matchLabels", { app: "postgres" }],
  [database, "spec.volumeClaimTemplates.0.metadata.name", "postgres-storage"],
  [database, `${claim}.accessModes`, ["ReadWriteOnce"]],
  [database, `${main}.name`, "postgres"],
  [database, `${main}.ports.0.containerPort`, 5432],
  [database, `${pod}.serviceAccountName`, "postgres"],
  [database, `${pod}.securityContext.runAsUser`, 70],
  [database, `${pod}.securityContext.runAsGroup`, 70],
  [database, `${pod}.securityContext.fsGroup`, 70],
  [database, `${pod}.securityContext.fsGroupChangePolicy`, "OnRootMismatch"],
  [database, `${main}.securityContext.readOnlyRootFilesystem`, true],
  [["Service", "postgres-service"], "spec.clusterIP", "None"],
  [["Service", "postgres-service"], "spec.selector", { app: "postgres" }],
  [
    ["Service", "postgres-service"],
    "spec.ports.0",
    { name: "tcp-postgres", port: 5432, targetPort: 5432, protocol: "TCP", appProtocol: "tcp" },
  ],
  [gateway, "spec.selector", { istio: "ingressgateway" }],
  [gateway, "spec.servers.length", 1],
  [gateway, "spec.servers.0.port", { number: 443, name: "https", protocol: "HTTPS" }],
  [gateway, "spec.servers.0.tls.mode", "SIMPLE"],
  [gateway, "spec.servers.0.tls.minProtocolVersion", "TLSV1_2"],
  [routes, "spec.gateways", ["healthcare-gateway"]],
  [
    routes,
    "spec.http",
    [
      {
        match: [{ uri: { prefix: "/api" } }],
        route: [{ destination: { host: "healthcare-service", port: { number: 80 } } }],
        timeout: "30s",
        retries: { attempts: 3, perTryTimeout: "10s" },
      },
    ],
  ],
  [
    ["NetworkPolicy", "healthcare-app-policy"],
    "spec",
    {
      podSelector: { matchLabels: { app: "healthcare" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        { from: [namespaced("istio-system")], ports: ports(4000) },
        { from: [namespaced("monitoring")], ports: ports(4000) },
        fromProxyScrapes,
      ],
      egress: [
        dns,
        { to: [{ podSelector: { matchLabels: { app: "postgres" } } }], ports: ports(5432) },
        {
          to: [
            {
              ipBlock: {
                cidr: "0.0.0.0/0",
                except: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"],
              },
            },
          ],
          ports: ports(443),
        },
        toIstiod,
      ],
    },
  ],
  [
    ["NetworkPolicy", "postgres-policy"],
    "spec",
    {
      podSelector: { matchLabels: { app: "postgres" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        { from: [{ podSelector: { matchLabels: { app: "healthcare" } } }], ports: ports(5432) },
        fromProxyScrapes,
      ],
      egress: [dns, toIstiod],
    },
  ],
  [["AuthorizationPolicy", "postgres"], "spec.selector", { matchLabels: { app: "postgres" } }],
  [["PeerAuthentication", "default"], "spec", { mtls: { mode: "STRICT" } }],
  [
    ["AuthorizationPolicy", "healthcare-app"],
    "spec",
    {
      selector: { matchLabels: { app: "healthcare" } },
      action: "ALLOW",
      rules: [
        {
          from: [{ source: { principals: ["cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account"] } }],
          to: [{ operation: { ports: ["4000"] } }],
        },
        {
          from: [{ source: { namespaces: ["monitoring"] } }],
          to: [{ operation: { ports: ["4000"], paths: ["/metrics"] } }],
        },
      ],
    },
  ],
];

/** SPEC 1.2.8: the autoscaler of staging and prod. */
export const bounds = { staging: { minReplicas: 2, maxReplicas: 4 }, prod: { minReplicas: 3, maxReplicas: 10 } };

/** SPEC 1.2.8 and R-38: the rest of the autoscaler. */
export const scaling = {
  scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "healthcare-app" },
  metrics: [
    { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
    { type: "Resource", resource: { name: "memory", target: { type: "Utilization", averageUtilization: 80 } } },
  ],
  behavior: {
    scaleUp: { stabilizationWindowSeconds: 60, policies: [{ type: "Percent", value: 50, periodSeconds: 60 }] },
    scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: "Pods", value: 1, periodSeconds: 60 }] },
  },
};

/** SPEC 1.2.2: what every environment has, besides its Namespace. */
export const everywhere = [
  "AuthorizationPolicy/healthcare-app",
  "AuthorizationPolicy/postgres",
  "ConfigMap/healthcare-app-config",
  "Deployment/healthcare-app",
  "Gateway/healthcare-gateway",
  "NetworkPolicy/default-deny-all",
  "NetworkPolicy/healthcare-app-policy",
  "NetworkPolicy/postgres-policy",
  "PeerAuthentication/default",
  "Secret/healthcare-app-secrets",
  "Secret/postgres-secrets",
  "Service/healthcare-service",
  "Service/postgres-service",
  "ServiceAccount/healthcare-app",
  "ServiceAccount/postgres",
  "StatefulSet/postgres",
  "VirtualService/healthcare-routes",
];

/** SPEC 1.2.2: what the environments have besides that. */
export const elsewhere: Readonly<Record<Environment, readonly string[]>> = {
  dev: ["Certificate/healthcare-dev-tls-cert"],
  staging: [
    "Certificate/healthcare-staging-tls-cert",
    "HorizontalPodAutoscaler/healthcare-app-hpa",
    "PodDisruptionBudget/healthcare-app",
    "PodMonitor/istio-sidecar-metrics",
    "PrometheusRule/healthcare-app",
    "ServiceMonitor/healthcare-app-metrics",
  ],
  prod: [
    "BackupStorageLocation/default",
    "Certificate/healthcare-tls-cert",
    "HorizontalPodAutoscaler/healthcare-app-hpa",
    "PodDisruptionBudget/healthcare-app",
    "PodMonitor/istio-sidecar-metrics",
    "PrometheusRule/healthcare-app",
    "ServiceMonitor/healthcare-app-metrics",
    "Schedule/healthcare-daily",
    "VolumeSnapshotLocation/default",
  ],
};
