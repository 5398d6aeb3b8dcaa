/** A small stack that passes every rule, with every kind that the rules across objects look at. */
import { namespaceLabels } from "../../../policies/rules/namespaces/pod-security-labels";
import { compliantTemplate, wrap, type Json, type JsonObject, type PodTemplate } from "./objects";
import type { Resource } from "./pack";
import { changed, type Change } from "./rule-cases";

const NAMESPACE = "team";

type Options = Pick<Resource, "ignoreChanges" | "protect">;

function resource(apiVersion: string, kind: string, name: string, rest: JsonObject, options: Options = {}): Resource {
  const metadata = {
    name,
    namespace: NAMESPACE,
    labels: { app: name },
    ...(rest["metadata"] as JsonObject | undefined),
  };
  const token = `kubernetes:${apiVersion === "v1" ? "core/v1" : apiVersion}:${kind}`;
  return { type: token, name, object: { apiVersion, kind, ...rest, metadata }, ...options };
}

function template(app: string, change: Change = {}): PodTemplate {
  return changed(compliantTemplate(), {
    "metadata.labels": { app },
    "spec.serviceAccountName": app,
    "spec.ephemeralContainers": undefined,
    ...change,
  });
}

function workload(
  kind: "Deployment" | "StatefulSet",
  app: string,
  pod: PodTemplate,
  spec: Change,
  options: Options,
): Resource {
  const object = wrap(`kubernetes:apps/v1:${kind}`, pod, { name: app, namespace: NAMESPACE });
  const changes = Object.fromEntries(Object.entries(spec).map(([path, value]) => [`spec.${path}`, value]));
  const change = { "spec.selector": { matchLabels: { app } }, ...changes };
  return { type: `kubernetes:apps/v1:${kind}`, name: app, object: changed(object, change), ...options };
}

const peers: Json = [{ podSelector: { matchLabels: { app: "web" } } }];

function policy(name: string): Resource {
  return resource("networking.k8s.io/v1", "NetworkPolicy", name, {
    spec: {
      podSelector: { matchLabels: { app: name } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: peers, ports: [{ port: 8080 }] }],
      egress: [{ to: peers, ports: [{ port: 8080 }] }],
    },
  });
}

function service(name: string): Resource {
  return resource("v1", "Service", name, {
    spec: { selector: { app: name }, ports: [{ name: "http", port: 80, targetPort: "http" }] },
  });
}

const account = (name: string): Resource => resource("v1", "ServiceAccount", name, {});
const ignoreChanges = ["spec.replicas"];
const environment: Json = [
  { name: "LOG_LEVEL", valueFrom: { configMapKeyRef: { name: "web", key: "LOG_LEVEL" } } },
  { name: "TOKEN", valueFrom: { secretKeyRef: { name: "web", key: "TOKEN" } } },
];

/** The objects by a short name. */
export const smallStack: Readonly<Record<string, Resource>> = {
  namespace: {
    type: "kubernetes:core/v1:Namespace",
    name: NAMESPACE,
    object: {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name: NAMESPACE,
        labels: { ...namespaceLabels, "bulwark.io/environment": "prod", "istio-injection": "enabled" },
      },
    },
  },
  deny: resource("networking.k8s.io/v1", "NetworkPolicy", "default-deny-all", {
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  }),
  mtls: resource("security.istio.io/v1beta1", "PeerAuthentication", "default", { spec: { mtls: { mode: "STRICT" } } }),
  authorization: resource("security.istio.io/v1", "AuthorizationPolicy", "web", {
    spec: {
      selector: { matchLabels: { app: "web" } },
      action: "ALLOW",
      rules: [{ from: [{ source: { principals: ["cluster.local/ns/istio-system/sa/gateway"] } }] }],
    },
  }),

  web: workload(
    "Deployment",
    "web",
    template("web", {
      "spec.containers.0.env": environment,
      "spec.containers.0.envFrom": [{ configMapRef: { name: "web" } }, { secretRef: { name: "external" } }],
      "spec.volumes": [
        { name: "config", configMap: { name: "web", items: [{ key: "LOG_LEVEL", path: "level" }] } },
        { name: "tls", secret: { secretName: "web-tls", items: [{ key: "tls.crt", path: "tls.crt" }] } },
      ],
    }),
    { replicas: 2 },
    { ignoreChanges },
  ),
  webAccount: account("web"),
  webPolicy: policy("web"),
  webConfig: resource("v1", "ConfigMap", "web", { data: { LOG_LEVEL: "info" } }),
  webSecret: resource("v1", "Secret", "web", { stringData: { TOKEN: "abc" } }),
  externalSecret: resource("external-secrets.io/v1", "ExternalSecret", "external", {
    spec: { target: { name: "external" }, data: [{ secretKey: "KEY", remoteRef: { key: "a" } }] },
  }),
  certificate: resource("cert-manager.io/v1", "Certificate", "web-tls", { spec: { secretName: "web-tls" } }),
  webService: service("web"),
  hpa: resource("autoscaling/v2", "HorizontalPodAutoscaler", "web", {
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
      minReplicas: 2,
      maxReplicas: 10,
      metrics: [
        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
      ],
    },
  }),
  budget: resource("policy/v1", "PodDisruptionBudget", "web", {
    spec: { minAvailable: 1, selector: { matchLabels: { app: "web" } } },
  }),
  ingress: resource("networking.k8s.io/v1", "Ingress", "web", {
    spec: {
      tls: [{ hosts: ["web.example.com"], secretName: "web-tls" }],
      rules: [
        {
          host: "web.example.com",
          http: {
            paths: [{ path: "/api", pathType: "Prefix", backend: { service: { name: "web", port: { number: 80 } } } }],
          },
        },
      ],
    },
  }),
  route: resource("networking.istio.io/v1beta1", "VirtualService", "web", {
    spec: {
      gateways: ["gateway"],
      hosts: ["web.example.com"],
      http: [
        {
          match: [{ uri: { prefix: "/api" } }],
          route: [
            { destination: { host: "web.team.svc.cluster.local", port: { number: 80 } }, weight: 100 },
            { destination: { host: "web-canary", port: { number: 80 } }, weight: 0 },
          ],
        },
      ],
    },
  }),
  serviceMonitor: resource("monitoring.coreos.com/v1", "ServiceMonitor", "web", {
    spec: { selector: { matchLabels: { app: "web" } }, endpoints: [{ port: "http" }] },
  }),
  podMonitor: resource("monitoring.coreos.com/v1", "PodMonitor", "web", {
    spec: {
      selector: { matchLabels: { app: "web" } },
      podMetricsEndpoints: [{ port: "http" }, { port: "http-envoy-prom" }],
    },
  }),

  worker: workload("Deployment", "worker", template("worker"), { replicas: 2 }, { ignoreChanges }),
  workerAccount: account("worker"),
  workerPolicy: policy("worker"),
  scaledObject: resource("keda.sh/v1alpha1", "ScaledObject", "worker", {
    spec: { scaleTargetRef: { name: "worker" }, minReplicaCount: 2, triggers: [{ type: "nats-jetstream" }] },
  }),
  workerBudget: resource("policy/v1", "PodDisruptionBudget", "worker", {
    spec: { maxUnavailable: 1, selector: { matchLabels: { app: "worker" } } },
  }),

  files: workload(
    "Deployment",
    "files",
    template("files", {
      "spec.automountServiceAccountToken": true,
      "spec.volumes": [{ name: "data", persistentVolumeClaim: { claimName: "files" } }],
    }),
    { replicas: 1, strategy: { type: "Recreate" } },
    {},
  ),
  filesAccount: account("files"),
  filesPolicy: policy("files"),
  claim: resource("v1", "PersistentVolumeClaim", "files", {
    spec: { accessModes: ["ReadWriteOnce"], storageClassName: "fast-ssd" },
  }),
  role: resource("rbac.authorization.k8s.io/v1", "Role", "files", {
    rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get"] }],
  }),
  binding: resource("rbac.authorization.k8s.io/v1", "RoleBinding", "files", {
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "files" },
    subjects: [{ kind: "ServiceAccount", name: "files", namespace: NAMESPACE }],
  }),

  schedule: resource("velero.io/v1", "Schedule", "daily", {
    metadata: { name: "daily", namespace: "velero" },
    spec: { schedule: "0 2 * * *", template: { includedNamespaces: [NAMESPACE], ttl: "720h" } },
  }),
};
