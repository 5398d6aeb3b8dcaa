/** Objects to judge: a pod that breaks no rule, wrapped in every kind that has a pod template. */

export interface JsonObject {
  [key: string]: Json;
}
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** The image of the compliant pod: tag and digest. */
export const PINNED_IMAGE = `registry.example.com/app:1.2.3@sha256:${"0123456789abcdef".repeat(4)}`;

export const CONTAINER_LISTS = ["initContainers", "containers", "ephemeralContainers"] as const;

function container(name: string): JsonObject {
  return {
    name,
    image: PINNED_IMAGE,
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
  };
}

/** What the API server refuses in ephemeral containers. */
const resources = {
  resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { cpu: "200m", memory: "128Mi" } },
};
/** … and in init containers. */
const serving = {
  ports: [{ name: "http", containerPort: 8080 }],
  livenessProbe: { httpGet: { path: "/health", port: "http" } },
  readinessProbe: { httpGet: { path: "/ready", port: "http" } },
};

export interface PodTemplate extends JsonObject {
  metadata: JsonObject;
  spec: JsonObject;
}

/** A pod template that passes every rule, with one container in each of the three lists. */
export function compliantTemplate(): PodTemplate {
  return {
    metadata: { labels: { app: "app" }, annotations: {} },
    spec: {
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
      serviceAccountName: "app",
      automountServiceAccountToken: false,
      initContainers: [{ ...container("init"), ...resources }],
      containers: [{ ...container("app"), ...resources, ...serving }],
      ephemeralContainers: [container("debug")],
      volumes: [{ name: "scratch", emptyDir: {} }],
    },
  };
}

/** Where each kind keeps its template, written out here so that the tests do not trust the code they judge. */
const TEMPLATE_PATHS = {
  "kubernetes:core/v1:Pod": "",
  "kubernetes:core/v1:PodTemplate": "template",
  "kubernetes:core/v1:ReplicationController": "spec.template",
  "kubernetes:apps/v1:Deployment": "spec.template",
  "kubernetes:apps/v1:StatefulSet": "spec.template",
  "kubernetes:apps/v1:DaemonSet": "spec.template",
  "kubernetes:apps/v1:ReplicaSet": "spec.template",
  "kubernetes:batch/v1:Job": "spec.template",
  "kubernetes:batch/v1:CronJob": "spec.jobTemplate.spec.template",
  "kubernetes:keda.sh/v1alpha1:ScaledJob": "spec.jobTargetRef.template",
} as const;

export type PodToken = keyof typeof TEMPLATE_PATHS;

/** The type tokens of every kind with a pod template. */
export const POD_TOKENS = Object.keys(TEMPLATE_PATHS) as PodToken[];

export function kindOf(token: string): string {
  return token.split(":")[2] ?? "";
}

/** The path of the pod inside an object of this kind, with a trailing dot where there is one. */
export function prefixOf(token: PodToken): string {
  const path = TEMPLATE_PATHS[token];
  return path === "" ? "" : `${path}.`;
}

export interface ObjectMeta {
  readonly name?: string;
  readonly namespace?: string;
  readonly annotations?: JsonObject;
}

/** An object of the kind that makes pods from the template. */
export function wrap(token: PodToken, template: PodTemplate, meta: ObjectMeta = {}): JsonObject {
  const { name = "app", namespace = "team", annotations } = meta;
  const [, apiVersion = "", kind = ""] = token.split(":");
  const metadata: JsonObject = { name, namespace, ...(annotations === undefined ? {} : { annotations }) };
  const head = { apiVersion: apiVersion.replace("core/", ""), kind };
  if (kind === "Pod") {
    const own = template.metadata["annotations"] as JsonObject;
    return {
      ...head,
      ...template,
      metadata: { ...template.metadata, ...metadata, annotations: { ...own, ...annotations } },
    };
  }
  const inner = TEMPLATE_PATHS[token].split(".").reduceRight<Json>((value, key) => ({ [key]: value }), template);
  const object: JsonObject = { ...head, metadata, ...(inner as JsonObject) };
  const spec = specs[kind];
  return spec === undefined ? object : { ...object, spec: { ...(object["spec"] as JsonObject), ...spec } };
}

/** What some kinds must say besides their pods. */
const specs: Readonly<Record<string, JsonObject>> = {
  Deployment: { strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
  ScaledJob: { triggers: [{ type: "nats-jetstream" }] },
};

/** A copy with the value at a dotted path replaced, maps made on the way; `undefined` removes it. */
export function set<T extends Json>(target: T, path: string, value: Json | undefined): T {
  const copy = structuredClone(target);
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  const holder = keys.reduce<JsonObject>((node, key) => {
    node[key] ??= {};
    return node[key] as JsonObject;
  }, copy as JsonObject);
  if (value === undefined) {
    Reflect.deleteProperty(holder, last);
  } else {
    holder[last] = value;
  }
  return copy;
}

/** An object with name and namespace, and the environment's labels where it is a Namespace. */
export function named(apiVersion: string, kind: string, rest: JsonObject): JsonObject {
  return { apiVersion, kind, metadata: { name: "app", namespace: "team" }, ...rest };
}
