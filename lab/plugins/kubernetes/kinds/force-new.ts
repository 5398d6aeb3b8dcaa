/** The fields whose change the API server refuses, so that the object must be replaced: per kind, as data. */
import { type PropertyMap } from "../../shared/values";
import { groupOf, isSecretObject, kindOf } from "./objects";

/** Which kinds may change in place although the official provider replaces them by default. */
export interface Mutability {
  enableConfigMapMutable: boolean;
  enableSecretMutable: boolean;
}

const IDENTITY = ["metadata.name", "metadata.namespace"];

const CONTAINER_FIELDS = (
  "args command env image imagePullPolicy lifecycle livenessProbe ports readinessProbe resources securityContext stdin " +
  "stdinOnce terminationMessagePath terminationMessagePolicy tty volumeDevices volumeMounts workingDir"
).split(" ");

const POD_FIELDS = (
  "affinity automountServiceAccountToken dnsConfig dnsPolicy enableServiceLinks hostAliases hostIPC hostNetwork hostPID " +
  "hostname imagePullSecrets nodeName nodeSelector overhead preemptionPolicy priority priorityClassName readinessGates " +
  "restartPolicy runtimeClassName schedulerName securityContext serviceAccount serviceAccountName " +
  "shareProcessNamespace subdomain terminationGracePeriodSeconds volumes"
).split(" ");

const VOLUME_SOURCES = (
  "awsElasticBlockStore azureDisk azureFile cephfs cinder csi fc flexVolume flocker gcePersistentDisk glusterfs hostPath " +
  "iscsi local nfs photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume"
).split(" ");

const ofSpec = (fields: readonly string[]): string[] => fields.map((field) => `spec.${field}`);

const SELECTOR = ["spec.selector"];
const STATEFUL_SET = ofSpec([
  "podManagementPolicy",
  "revisionHistoryLimit",
  "selector",
  "serviceName",
  "volumeClaimTemplates",
]);
const JOB = ofSpec(["completions", "parallelism", "selector", "template"]);
const ROLE_BINDING = ["roleRef"];
const POD = [
  ...ofSpec(POD_FIELDS),
  ...["containers", "initContainers"].flatMap((list) => CONTAINER_FIELDS.map((field) => `spec.${list}[*].${field}`)),
];

/** By apiVersion and kind. `[*]` is any element of a list. */
const FORCE_NEW: Readonly<Record<string, readonly string[]>> = {
  "apps/v1beta1/StatefulSet": STATEFUL_SET,
  "apps/v1beta2/DaemonSet": SELECTOR,
  "apps/v1beta2/Deployment": SELECTOR,
  "apps/v1beta2/StatefulSet": STATEFUL_SET,
  "apps/v1/DaemonSet": SELECTOR,
  "apps/v1/Deployment": SELECTOR,
  "apps/v1/StatefulSet": STATEFUL_SET,
  "policy/v1beta1/PodDisruptionBudget": ["spec"],
  "rbac.authorization.k8s.io/v1alpha1/ClusterRoleBinding": ROLE_BINDING,
  "rbac.authorization.k8s.io/v1alpha1/RoleBinding": ROLE_BINDING,
  "rbac.authorization.k8s.io/v1beta1/ClusterRoleBinding": ROLE_BINDING,
  "rbac.authorization.k8s.io/v1beta1/RoleBinding": ROLE_BINDING,
  "rbac.authorization.k8s.io/v1/ClusterRoleBinding": ROLE_BINDING,
  "rbac.authorization.k8s.io/v1/RoleBinding": ROLE_BINDING,
  "storage.k8s.io/v1/StorageClass": ["parameters", "provisioner"],
  "batch/v1beta1/Job": JOB,
  "batch/v1/Job": JOB,
  "batch/v2alpha1/Job": JOB,
  "v1/PersistentVolume": ofSpec(VOLUME_SOURCES),
  "v1/PersistentVolumeClaim": ofSpec(["accessModes", "selector", "storageClassName", "volumeName"]),
  "v1/Pod": POD,
  "v1/ResourceQuota": ["spec.scopes"],
  "v1/Secret": ["type"],
  "v1/Service": ["spec.clusterIP"],
};

/** The patterns of fields that force a replacement of this object. */
export function forceNewPatterns(object: PropertyMap, mutability: Mutability): readonly string[] {
  const { apiVersion, kind } = kindOf(object);
  const immutable = object["immutable"] === true;
  if (isSecretObject(object) && (!mutability.enableSecretMutable || immutable)) {
    return [...IDENTITY, "type", "stringData", "data"];
  }
  const isConfigMap = kind === "ConfigMap" && groupOf(apiVersion) === "";
  if (isConfigMap && (!mutability.enableConfigMapMutable || immutable)) return [...IDENTITY, "binaryData", "data"];
  return [...IDENTITY, ...(FORCE_NEW[`${apiVersion}/${kind}`] ?? [])];
}

/** The patterns that hold for a Patch resource: all else can change in place. */
export const IDENTITY_PATTERNS: readonly string[] = IDENTITY;
