/** whom a permission is given. */
import type { Report } from "../../controls/control";
import type { Judged } from "../../judging/judged";
import { isKind, type ObjectType } from "../../kubernetes/kinds";
import { elements, isUnknown, member, text, type Field } from "../../values/field";
import { rule, type ObjectRule } from "../rule";

const RBAC = "rbac.authorization.k8s.io";
const isBinding = (type: ObjectType): boolean =>
  isKind(type, RBAC, "RoleBinding") || isKind(type, RBAC, "ClusterRoleBinding");

const frameworks = {
  nsa: "Authentication and authorization: role-based access control",
  hipaa: "164.312(a)(1)",
};

/** The known subjects of a binding; what is unknown is left undecided. */
function subjects(judged: Judged, report: Report): readonly Field[] {
  const list = judged.at("subjects");
  for (const field of [list, ...elements(list)].filter(isUnknown)) {
    report.undecide(field);
  }
  return elements(list).filter((field) => !isUnknown(field));
}

export const clusterAdmin: ObjectRule = {
  rule: rule({
    name: "cluster-admin",
    number: "R-69",
    title: "Nobody is bound to cluster-admin",
    severity: "critical",
    frameworks: { cis: "5.1.1", ...frameworks },
    tags: ["rbac"],
    remedy: "Bind a Role that permits what is needed.",
  }),
  concerns: isBinding,
  check: (judged, report) => {
    report.restrict(judged.at("roleRef", "name"), (value) => value !== "cluster-admin", "another role");
  },
};

/** ClusterRoles of Kubernetes that write everything in a namespace, by the names that bindings may use. */
const WRITING: ReadonlySet<string> = new Set([
  "admin",
  "edit",
  "system:aggregate-to-admin",
  "system:aggregate-to-edit",
]);

export const writingRoles: ObjectRule = {
  rule: rule({
    name: "writing-roles",
    number: "R-67",
    title: "Nobody is bound to Kubernetes' own roles admin and edit in a namespace of applications",
    severity: "critical",
    frameworks: { cis: "5.1.1", ...frameworks },
    tags: ["rbac"],
    remedy:
      "Bind a Role of the namespace that only reads; whoever may edit a namespace reads its Secrets and runs pods.",
  }),
  concerns: isBinding,
  check: (judged, report, { platformNamespaces }) => {
    const [name, kind] = [judged.at("roleRef", "name"), judged.at("roleRef", "kind")];
    // Only a namespace's own Role can have such a name and permit something else.
    if (kind.value === "Role" || (!isUnknown(name) && !WRITING.has(text(name) ?? ""))) {
      return;
    }
    const namespace = judged.at("metadata", "namespace");
    const isOfPlatform = platformNamespaces.includes(text(namespace) ?? "");
    if (judged.type.kind === "RoleBinding" && isOfPlatform) {
      return;
    }
    const unknown = [name, kind, ...(judged.type.kind === "RoleBinding" ? [namespace] : [])].find(isUnknown);
    if (unknown === undefined) {
      report.forbid(name, "a Role of the namespace");
    } else {
      report.undecide(unknown);
    }
  },
};

export const platformBindings: ObjectRule = {
  rule: rule({
    name: "platform-bindings",
    number: "R-69",
    title: "In the platform's namespaces only the group of administrators is bound",
    severity: "high",
    frameworks: { cis: "5.1.1", ...frameworks },
    tags: ["rbac"],
    remedy: "Bind the group that the setting adminGroups names, and nothing else.",
  }),
  concerns: (type) => isKind(type, RBAC, "RoleBinding"),
  check: (judged, report, { platformNamespaces, adminGroups }) => {
    const namespace = judged.at("metadata", "namespace");
    if (isUnknown(namespace)) {
      report.undecide(namespace);
    }
    if (!platformNamespaces.includes(text(namespace) ?? "")) {
      return;
    }
    for (const subject of subjects(judged, report)) {
      report.restrict(member(subject, "kind"), (kind) => kind === "Group", "Group");
      report.restrict(
        member(subject, "name"),
        (name) =>
          typeof name === "string" &&
          (adminGroups.length === 0 ? !name.startsWith("system:") : adminGroups.includes(name)),
        adminGroups.length === 0 ? "a group of administrators" : adminGroups.join(", "),
      );
    }
  },
};

const EVERYBODY: ReadonlySet<string> = new Set([
  "system:anonymous",
  "system:unauthenticated",
  "system:authenticated",
  "system:serviceaccounts",
  "system:masters",
]);

/** All accounts of a namespace, or the account of every pod there that names none. */
const OF_MANY = /^system:(?:serviceaccounts:|serviceaccount:[^:]*:default$)/;

export const bindingSubjects: ObjectRule = {
  rule: rule({
    name: "binding-subjects",
    number: "X-13",
    title: "Permissions are given to somebody, not to everybody",
    severity: "critical",
    frameworks: { cis: "5.1.5, 5.1.7", ...frameworks },
    tags: ["rbac", "identity"],
    remedy: "Bind a group of people or a ServiceAccount of one workload, not default and no group of all.",
  }),
  concerns: isBinding,
  check: (judged, report) => {
    for (const subject of subjects(judged, report)) {
      const isAccount = member(subject, "kind").value === "ServiceAccount";
      report.restrict(
        member(subject, "name"),
        (name) =>
          typeof name === "string" && !(isAccount ? name === "default" : EVERYBODY.has(name) || OF_MANY.test(name)),
        "one group, or the ServiceAccount of one workload",
      );
    }
  },
};
