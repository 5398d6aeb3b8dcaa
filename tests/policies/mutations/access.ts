/** Ways to give more rights: roles, bindings, tokens, roles of the cloud. */
import type { Value } from "../../../policies/values/field";
import { called, ofKind, type Mutations } from "./mutation";

const RBAC = "rbac.authorization.k8s.io/v1";

export function loosenAccess(m: Mutations): void {
  roles(m);
  bindings(m);
  identities(m);
}

function roles(m: Mutations): void {
  const role = ofKind("Role");
  m.edit(
    "role-wildcards",
    role,
    { "rules.0.apiGroups": ["*"] },
    { "rules.0.resources": ["*"] },
    { "rules.0.verbs": ["*"] },
    { "rules.1.verbs.1": "*" },
  );
  m.edit(
    "read-only-roles",
    role,
    ...["create", "update", "patch", "delete", "deletecollection", "*"].map((verb) => ({ "rules.0.verbs.1": verb })),
  );
  m.edit(
    "role-secrets",
    role,
    { "rules.2.verbs": ["get", "list"] },
    { "rules.2.verbs": ["watch"] },
    { "rules.2.resourceNames": undefined },
    { "rules.2.resourceNames": [] },
    { "rules.1.resources.1": "secrets" },
  );
  m.edit(
    "role-escalation",
    role,
    ...["escalate", "bind", "impersonate"].map((verb) => ({ "rules.0.verbs": [verb] })),
    ...["serviceaccounts/token", "certificatesigningrequests/approval", "nodes/proxy"].map((resource) => ({
      "rules.3": { apiGroups: [""], resources: [resource], verbs: ["get"] },
    })),
  );
  m.edit(
    "role-exec",
    role,
    ...["pods/exec", "pods/attach", "pods/portforward"].map((resource) => ({
      "rules.3": { apiGroups: [""], resources: [resource], verbs: ["get"] },
    })),
  );
  const cluster = (rules: Value): Value => ({
    apiVersion: RBAC,
    kind: "ClusterRole",
    metadata: { name: "added" },
    rules,
  });
  m.plus("namespaced-roles", cluster([{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }]));
  m.plus("role-wildcards", cluster([{ nonResourceURLs: ["*"], verbs: ["get"] }]));
}

function binding(namespace: string | undefined, subject: Value, role: string): Value {
  return {
    apiVersion: RBAC,
    kind: namespace === undefined ? "ClusterRoleBinding" : "RoleBinding",
    metadata: { name: "added", ...(namespace === undefined ? {} : { namespace }) },
    subjects: [subject],
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
  };
}

function bindings(m: Mutations): void {
  const admins = { kind: "Group", apiGroup: "rbac.authorization.k8s.io", name: "platform-admins" };
  const account = { kind: "ServiceAccount", name: "bitvaultd", namespace: "bitvault-prod" };
  m.edit("cluster-admin", ofKind("RoleBinding"), { "roleRef.kind": "ClusterRole", "roleRef.name": "cluster-admin" });
  m.plus(
    "cluster-admin",
    binding(undefined, admins, "cluster-admin"),
    binding("bitvault-prod", account, "cluster-admin"),
  );
  for (const name of ["admin", "edit", "system:aggregate-to-admin"]) {
    m.edit("writing-roles", ofKind("RoleBinding"), { "roleRef.kind": "ClusterRole", "roleRef.name": name });
    m.plus("writing-roles", binding("bitvault-prod", admins, name), binding(undefined, admins, name));
  }
  m.plus(
    "platform-bindings",
    binding("bitvault-system", account, "view"),
    binding("istio-system", { kind: "User", name: "somebody" }, "view"),
    binding("velero", { kind: "Group", name: "system:authenticated" }, "view"),
  );
  m.edit(
    "binding-subjects",
    ofKind("RoleBinding"),
    { "subjects.0.name": "default" },
    ...[
      "system:authenticated",
      "system:unauthenticated",
      "system:serviceaccounts",
      "system:serviceaccounts:smedrec-audit",
      "system:masters",
    ].map((name) => ({ "subjects.0": { kind: "Group", apiGroup: "rbac.authorization.k8s.io", name } })),
    ...["system:anonymous", "system:serviceaccount:smedrec-audit:default"].map((name) => ({
      "subjects.0": { kind: "User", apiGroup: "rbac.authorization.k8s.io", name },
    })),
  );
}

function identities(m: Mutations): void {
  const ARN = "metadata.annotations.eks~amazonaws~com/role-arn";
  const account = ofKind("ServiceAccount");
  m.edit("cloud-roles", account, { [ARN]: "admin" });
  m.edit("cloud-roles", (item) => account(item) && called("bitvaultd", "audit-server", "postgres")(item), {
    [ARN]: "arn:aws:iam::123456789012:role/other",
  });
  m.edit("cloud-role-required", (item) => account(item) && called("booking-service", "search-service")(item), {
    [ARN]: undefined,
  });
  // The audit server has a Role.
  m.podsWhere("token-mounts", (item) => !called("audit-server")(item), {
    "spec.automountServiceAccountToken": true,
  });
  m.podsWhere("token-mounts", (item) => !called("audit-server")(item), {
    "spec.volumes.9": { name: "added", projected: { sources: [{ serviceAccountToken: { path: "token" } }] } },
  });
  m.without("token-mounts", ofKind("RoleBinding"));
  m.edit("token-mounts", ofKind("RoleBinding"), { "subjects.0.name": "somebody-else" });
}
