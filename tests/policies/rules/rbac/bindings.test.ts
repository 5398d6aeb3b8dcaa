import { changed, testRule, type Change } from "../../support/rule-cases";
import { named } from "../../support/objects";
import { UNKNOWN_TEXT } from "../../support/pack";

const RBAC = "rbac.authorization.k8s.io/v1";
const binding = {
  type: `kubernetes:${RBAC}:RoleBinding`,
  object: named(RBAC, "RoleBinding", {
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "app" },
    subjects: [{ kind: "ServiceAccount", name: "app", namespace: "team" }],
  }),
};
const subject = "subjects.0";

testRule("cluster-admin", {
  ...binding,
  failing: [["cluster-admin", { "roleRef.name": "cluster-admin" }, "roleRef.name"]],
  unknown: ["roleRef.name"],
});

const clusterRole = (name: string): Change => ({ "roleRef.kind": "ClusterRole", "roleRef.name": name });

testRule("writing-roles", {
  ...binding,
  passing: [
    ["a role that reads", clusterRole("view")],
    ["a Role of the namespace that has such a name", { "roleRef.name": "admin" }],
    ["the platform's administrators", { ...clusterRole("admin"), "metadata.namespace": "bitvault-system" }],
  ],
  failing: ["admin", "edit", "system:aggregate-to-admin", "system:aggregate-to-edit"].map(
    (name) => [name, clusterRole(name), "roleRef.name"] as const,
  ),
  unknown: [
    [clusterRole(UNKNOWN_TEXT), "roleRef.name"],
    [{ ...clusterRole("admin"), "roleRef.kind": UNKNOWN_TEXT }, "roleRef.kind"],
    [{ ...clusterRole("admin"), "metadata.namespace": UNKNOWN_TEXT }, "metadata.namespace"],
  ],
});

const everywhere = changed(binding.object, { kind: "ClusterRoleBinding", ...clusterRole("view") });

testRule("writing-roles", {
  type: `kubernetes:${RBAC}:ClusterRoleBinding`,
  object: everywhere,
  failing: [
    ["admin of every namespace", clusterRole("admin"), "roleRef.name"],
    [
      "whatever namespace it names",
      { ...clusterRole("edit"), "metadata.namespace": "bitvault-system" },
      "roleRef.name",
    ],
  ],
  unknown: [[clusterRole(UNKNOWN_TEXT), "roleRef.name"]],
});

testRule("platform-bindings", {
  ...binding,
  passing: [
    [
      "a group of administrators",
      { "metadata.namespace": "bitvault-system", [subject]: { kind: "Group", name: "admins" } },
    ],
  ],
  failing: [
    ["a workload", { "metadata.namespace": "bitvault-system" }, `${subject}.kind`],
    [
      "a group of Kubernetes' own",
      { "metadata.namespace": "velero", [subject]: { kind: "Group", name: "system:authenticated" } },
      `${subject}.name`,
    ],
  ],
  unknown: ["metadata.namespace"],
});

testRule("binding-subjects", {
  ...binding,
  passing: [["a group", { [subject]: { kind: "Group", name: "admins" } }]],
  failing: [
    ["the account of every pod that names none", { [`${subject}.name`]: "default" }, `${subject}.name`],
    ...["system:anonymous", "system:unauthenticated", "system:authenticated", "system:masters"].map(
      (name) => [name, { [subject]: { kind: "Group", name } }, `${subject}.name`] as const,
    ),
    [
      "the same account as a user",
      { [subject]: { kind: "User", name: "system:serviceaccount:team:default" } },
      `${subject}.name`,
    ],
    [
      "all accounts of a namespace",
      { [subject]: { kind: "Group", name: "system:serviceaccounts:team" } },
      `${subject}.name`,
    ],
  ],
  unknown: [`${subject}.name`, "subjects"],
});
