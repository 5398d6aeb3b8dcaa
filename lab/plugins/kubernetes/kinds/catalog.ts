/** What is known of kinds without asking the cluster: versions built in, scope, lists and patches. */
import type { KindRef } from "../client/types";
import { lifecycleOf } from "./go-types";

/** Versions by group of everything that Kubernetes has ever built in; other versions come from CRDs. */
const BUILT_IN: Readonly<Record<string, readonly string[]>> = {
  core: ["v1"],
  "admissionregistration.k8s.io": ["v1", "v1alpha1", "v1beta1"],
  "apiextensions.k8s.io": ["v1", "v1beta1"],
  "apiregistration.k8s.io": ["v1", "v1beta1"],
  apps: ["v1", "v1beta1", "v1beta2"],
  "auditregistration.k8s.io": ["v1alpha1"],
  autoscaling: ["v1", "v2", "v2beta1", "v2beta2"],
  batch: ["v1", "v1beta1", "v2alpha1"],
  "certificates.k8s.io": ["v1", "v1alpha1", "v1beta1"],
  "coordination.k8s.io": ["v1", "v1alpha1", "v1alpha2", "v1beta1"],
  "discovery.k8s.io": ["v1", "v1beta1"],
  "events.k8s.io": ["v1", "v1beta1"],
  extensions: ["v1beta1"],
  "flowcontrol.apiserver.k8s.io": ["v1", "v1alpha1", "v1beta1", "v1beta2", "v1beta3"],
  meta: ["v1"],
  "networking.k8s.io": ["v1", "v1alpha1", "v1beta1"],
  "node.k8s.io": ["v1", "v1alpha1", "v1beta1"],
  policy: ["v1", "v1beta1"],
  "rbac.authorization.k8s.io": ["v1", "v1alpha1", "v1beta1"],
  "resource.k8s.io": ["v1", "v1alpha1", "v1alpha2", "v1alpha3", "v1beta1", "v1beta2"],
  "scheduling.k8s.io": ["v1", "v1alpha1", "v1alpha2", "v1beta1"],
  "settings.k8s.io": ["v1alpha1"],
  "storage.k8s.io": ["v1", "v1alpha1", "v1beta1"],
  "storagemigration.k8s.io": ["v1alpha1", "v1beta1"],
};

const NAMESPACED = new Set(
  (
    "Binding ConfigMap ControllerRevision CronJob CSIStorageCapacity DaemonSet Deployment Endpoints EndpointSlice Event " +
    "HorizontalPodAutoscaler Ingress Job Lease LimitRange NetworkPolicy PersistentVolumeClaim Pod PodDisruptionBudget " +
    "PodTemplate ReplicaSet ReplicationController ResourceQuota Role RoleBinding Secret Service ServiceAccount StatefulSet"
  ).split(" "),
);

const CLUSTER_SCOPED = new Set(
  (
    "APIService CertificateSigningRequest ClusterRole ClusterRoleBinding CSIDriver CSINode CustomResourceDefinition " +
    "FlowSchema IngressClass MutatingWebhookConfiguration Namespace Node PersistentVolume PodSecurityPolicy " +
    "PriorityClass PriorityLevelConfiguration RuntimeClass StorageClass ValidatingWebhookConfiguration VolumeAttachment"
  ).split(" "),
);

/** Whether Kubernetes itself defines the group and version; "v1" and "core/v1" are the same. */
export function isBuiltInVersion(apiVersion: string): boolean {
  const [group = "", version] = apiVersion.includes("/") ? apiVersion.split("/") : ["core", apiVersion];
  return Object.hasOwn(BUILT_IN, group) && version !== undefined && (BUILT_IN[group] ?? []).includes(version);
}

/** Whether a built-in kind has a namespace; undefined when only the cluster can tell. */
export function isNamespacedBuiltIn({ apiVersion, kind }: KindRef): boolean | undefined {
  if (!isBuiltInVersion(apiVersion)) return undefined;
  if (NAMESPACED.has(kind)) return true;
  return CLUSTER_SCOPED.has(kind) ? false : undefined;
}

/** The kind a resource's URN names, and how its program treats it. */
export interface ResourceType extends KindRef {
  /** The type token, such as `kubernetes:apps/v1:Deployment`. */
  token: string;
}

/** The kind of a type token; undefined when it is not `kubernetes:group/version:Kind`. */
export function typeOfToken(token: string): ResourceType | undefined {
  const [pkg, module = "", kind = "", ...rest] = token.split(":");
  const [group = "", version = "", ...more] = module.split("/");
  if (pkg !== "kubernetes" || kind === "" || group === "" || version === "") return undefined;
  if (rest.length > 0 || more.length > 0) return undefined;
  return { token, apiVersion: group === "core" ? version : module, kind };
}

/** The type token in a URN: the last part of the third section. */
export function tokenOfUrn(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

/** The name of the resource in a URN; it may itself contain "::". */
export function nameOfUrn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** Whether a token names a list of built-in objects, which the API cannot create. */
export function isListType({ apiVersion, kind }: KindRef): boolean {
  return kind.endsWith("List") && isBuiltInVersion(apiVersion);
}

/** Whether a resource is the Patch variant of the kind that its inputs name. */
export function isPatchResource(urn: string, kind: string): boolean {
  return tokenOfUrn(urn).split(":").at(-1) === `${kind}Patch`;
}

/** What to log about a version that is deprecated in, or gone from, a cluster of version `1.minor`; usually nothing. */
export function lifecycleWarning(
  { apiVersion, kind }: KindRef,
  minor: number,
): { kind: "removed" | "deprecated"; message: string } | undefined {
  const lifecycle = lifecycleOf(apiVersion, kind);
  if (lifecycle === undefined) return undefined;
  const given = `${apiVersion}/${kind}`;
  const replacement = lifecycle.replacement ?? given;
  const removed = minorOf(lifecycle.removed);
  if (removed !== undefined && minor >= removed) {
    const message = `apiVersion "${given}" was removed in Kubernetes 1.${removed}. Use "${replacement}" instead.`;
    return { kind: "removed", message };
  }
  const [group = "", version = "", replacingKind = ""] = replacement.split("/");
  const introduced = minorOf(lifecycleOf(`${group}/${version}`, replacingKind)?.introduced) ?? 0;
  if (replacement === given || minor < introduced) return undefined;
  const until = removed === undefined ? "." : ` and not supported by Kubernetes v1.${removed}+ clusters.`;
  return { kind: "deprecated", message: `${given} is deprecated by ${replacement}${until}` };
}

function minorOf(version: string | undefined): number | undefined {
  return version === undefined ? undefined : Number(version.split(".")[1]);
}
