import type { Environment } from "../../config/primitives/environment";
import { parseDnsLabel } from "../../config/primitives/names";
import { ArgumentError, at } from "../argument-error";
import { checkedLabels, metadata, standardLabels, type Metadata } from "./metadata";
import { namespaceIdentity, type NamespaceFields } from "./namespace";

/** A namespace of a cluster's operators. */
export interface OperatorNamespaceSettings {
  readonly name: string;
  /** The system that it belongs to. */
  readonly system: string;
  readonly environment: Environment;
  /** The group, as the cluster's authentication names it, that operates what runs there. */
  readonly adminGroup: string;
}

/** A Role as the API takes it. */
export interface AdminRoleFields {
  metadata: Metadata;
  rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[];
}

/** A RoleBinding to a group as the API takes it. */
export interface AdminRoleBindingFields {
  metadata: Metadata;
  roleRef: { apiGroup: "rbac.authorization.k8s.io"; kind: "Role"; name: string };
  subjects: [{ kind: "Group"; apiGroup: "rbac.authorization.k8s.io"; name: string }];
}

/**
 * What operators consist of. Left out are permissions themselves, the issue of tokens and commands in running pods: who
 * needs more has it by an account of one of the operators, in the open, and not by this Role.
 */
const operated: readonly (readonly [group: string, resources: readonly string[]])[] = [
  ["", ["configmaps", "endpoints", "persistentvolumeclaims", "pods", "secrets", "serviceaccounts", "services"]],
  ["apps", ["daemonsets", "deployments", "replicasets", "statefulsets"]],
  ["autoscaling", ["horizontalpodautoscalers"]],
  ["batch", ["cronjobs", "jobs"]],
  ["networking.k8s.io", ["ingresses", "networkpolicies"]],
  ["policy", ["poddisruptionbudgets"]],
];
const watched: readonly string[] = ["events", "pods/log"];
const reading: readonly string[] = ["get", "list", "watch"];
const writing: readonly string[] = ["create", "update", "patch", "delete"];

/**
 * The Namespace of operators: PodSecurity `privileged`, because they need it (SPEC 1.5.2, R-02). No application belongs
 * there.
 * @throws ArgumentError for a malformed name.
 */
export function operatorNamespace({ name, system, environment }: OperatorNamespaceSettings): NamespaceFields {
  return {
    metadata: {
      name: at("name", () => parseDnsLabel(name)),
      labels: checkedLabels("labels", {
        ...standardLabels(namespaceIdentity(name, system)),
        "pod-security.kubernetes.io/enforce": "privileged",
        "bulwark.io/environment": environment,
      }),
    },
  };
}

/** The Role of the namespace's administrators, without wildcards and without the right to pass rights on (G-43). */
export function adminRole({ name, system }: OperatorNamespaceSettings): AdminRoleFields {
  return {
    metadata: metadata(namespaceIdentity(name, system), { name: roleName(name) }),
    rules: [
      ...operated.map(([group, resources]) => ({
        apiGroups: [group],
        resources: [...resources],
        verbs: [...reading, ...writing],
      })),
      { apiGroups: [""], resources: [...watched], verbs: [...reading] },
    ],
  };
}

/**
 * Binds the Role to the group, and to nobody else (R-69).
 * @throws ArgumentError for an empty group and for Kubernetes' own ones, which are everybody or the cluster's masters.
 */
export function adminRoleBinding({ name, system, adminGroup }: OperatorNamespaceSettings): AdminRoleBindingFields {
  if (adminGroup.trim() === "" || adminGroup.startsWith("system:")) {
    const remedy = "name a group of people, as the identity provider does";
    throw new ArgumentError("adminGroup", JSON.stringify(adminGroup), "a group of your own", remedy);
  }
  return {
    metadata: metadata(namespaceIdentity(name, system), { name: roleName(name) }),
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: roleName(name) },
    subjects: [{ kind: "Group", apiGroup: "rbac.authorization.k8s.io", name: adminGroup }],
  };
}

function roleName(namespace: string): string {
  return `${namespace}-admin`;
}
