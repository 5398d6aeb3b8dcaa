/** Kinds that Kubernetes itself has, and the custom ones of which rules across objects ask. */
import type { ObjectType } from "../kubernetes/kinds";

/** Every kind that a manifest can have, by API group; Kubernetes 1.35 and the groups that it served before. */
const kinds: Readonly<Record<string, string>> = {
  "": `Binding ConfigMap Endpoints Event LimitRange Namespace Node PersistentVolume PersistentVolumeClaim Pod PodTemplate
    ReplicationController ResourceQuota Secret Service ServiceAccount`,
  apps: "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet",
  batch: "CronJob Job",
  autoscaling: "HorizontalPodAutoscaler",
  policy: "PodDisruptionBudget PodSecurityPolicy",
  extensions: "DaemonSet Deployment Ingress NetworkPolicy PodSecurityPolicy ReplicaSet",
  "admissionregistration.k8s.io": `MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration
    ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration`,
  "apiextensions.k8s.io": "CustomResourceDefinition",
  "apiregistration.k8s.io": "APIService",
  "certificates.k8s.io": "CertificateSigningRequest ClusterTrustBundle PodCertificateRequest",
  "coordination.k8s.io": "Lease LeaseCandidate",
  "discovery.k8s.io": "EndpointSlice",
  "events.k8s.io": "Event",
  "flowcontrol.apiserver.k8s.io": "FlowSchema PriorityLevelConfiguration",
  "networking.k8s.io": "IPAddress Ingress IngressClass NetworkPolicy ServiceCIDR",
  "node.k8s.io": "RuntimeClass",
  "rbac.authorization.k8s.io": "ClusterRole ClusterRoleBinding Role RoleBinding",
  "resource.k8s.io": "DeviceClass DeviceTaintRule ResourceClaim ResourceClaimTemplate ResourceSlice",
  "scheduling.k8s.io": "PriorityClass Workload",
  "storage.k8s.io": `CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment VolumeAttributesClass`,
  // Kinds of others that rules across objects read or find.
  "cert-manager.io": "Certificate",
  "external-secrets.io": "ExternalSecret",
  "keda.sh": "ScaledJob ScaledObject TriggerAuthentication",
  "monitoring.coreos.com": "PodMonitor ServiceMonitor",
  "networking.istio.io": "Gateway VirtualService",
  "postgresql.cnpg.io": "Cluster",
  "security.istio.io": "AuthorizationPolicy PeerAuthentication",
  "velero.io": "Backup Schedule",
};

const known: ReadonlySet<string> = new Set(
  Object.entries(kinds).flatMap(([group, names]) => names.split(/\s+/).map((kind) => `${group}/${kind}`)),
);

/** Whether the pack has something to say about objects of this type, or Kubernetes has it and no rule is about it. */
export function isKnown({ group, kind }: ObjectType): boolean {
  return known.has(`${group}/${kind}`);
}
