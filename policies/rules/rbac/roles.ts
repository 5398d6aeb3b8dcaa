/** what a Role permits. */
import type { Report } from "../../controls/control";
import type { Judged } from "../../judging/judged";
import type { Settings } from "../../judging/settings";
import { isKind, type ObjectType } from "../../kubernetes/kinds";
import { elements, isUnknown, member, text, type Field } from "../../values/field";
import { rule, type ObjectRule } from "../rule";

const RBAC = "rbac.authorization.k8s.io";
const isRole = (type: ObjectType): boolean => isKind(type, RBAC, "Role") || isKind(type, RBAC, "ClusterRole");

/** Calls `visit` for each entry of a Role's rules. */
function eachEntry(judged: Judged, report: Report, visit: (entry: Field) => void): void {
  const rules = judged.at("rules");
  for (const field of [rules, ...elements(rules)]) {
    if (isUnknown(field)) {
      report.undecide(field);
    }
  }
  for (const entry of elements(rules).filter((field) => !isUnknown(field))) {
    visit(entry);
  }
}

/** The texts of a list that are known; what is not is left undecided. */
function words(entry: Field, list: string, report: Report): readonly Field[] {
  const field = member(entry, list);
  for (const unknown of [field, ...elements(field)].filter(isUnknown)) {
    report.undecide(unknown);
  }
  return elements(field).filter((item) => !isUnknown(item));
}

/** Whether a role permits something on one of the resources, by name or by `*`. */
function concernsOne(entry: Field, resources: ReadonlySet<string>, report: Report): boolean {
  return words(entry, "resources", report).some((field) => {
    const name = text(field) ?? "";
    return name === "*" || resources.has(name);
  });
}

const nsa = "Authentication and authorization: role-based access control";
const hipaa = "164.312(a)(1)";

export const namespacedRoles: ObjectRule = {
  rule: rule({
    name: "namespaced-roles",
    number: "R-67",
    title: "Applications have Roles, not ClusterRoles",
    severity: "high",
    frameworks: { cis: "5.1.1", nsa, hipaa },
    tags: ["rbac"],
    remedy: "Make a Role in each namespace where the permission is needed.",
  }),
  concerns: (type) => isKind(type, RBAC, "ClusterRole"),
  check: (judged, report) => {
    report.forbid({ path: "kind", value: judged.type.kind }, "Role");
  },
};

export const roleWildcards: ObjectRule = {
  rule: rule({
    name: "role-wildcards",
    number: "R-67",
    title: "Roles have no wildcards",
    severity: "critical",
    frameworks: { cis: "5.1.3", nsa, hipaa },
    tags: ["rbac"],
    remedy: "Name API groups, resources and verbs.",
  }),
  concerns: isRole,
  check: (judged, report) => {
    eachEntry(judged, report, (entry) => {
      for (const list of ["apiGroups", "resources", "verbs", "nonResourceURLs", "resourceNames"]) {
        for (const field of words(entry, list, report)) {
          if (text(field)?.includes("*") === true) {
            report.forbid(field, "a name");
          }
        }
      }
    });
  },
};

/**
 * Whether a Role is one of the platform's: what its administrators may do is no matter of R-67, and to whom it is given is
 * one of R-69 (SPEC G-43).
 */
function isOfPlatform(judged: Judged, report: Report, { platformNamespaces }: Settings): boolean {
  const namespace = judged.at("metadata", "namespace");
  if (isUnknown(namespace)) {
    report.undecide(namespace);
  }
  return isUnknown(namespace) || platformNamespaces.includes(text(namespace) ?? "");
}

const READING: ReadonlySet<string> = new Set(["get", "list", "watch"]);

export const readOnlyRoles: ObjectRule = {
  rule: rule({
    name: "read-only-roles",
    number: "R-67",
    title: "Roles of applications only read",
    severity: "high",
    frameworks: { cis: "5.1.4", nsa, hipaa },
    tags: ["rbac"],
    remedy: "Leave out every verb but get, list and watch; what changes the cluster is not an application.",
  }),
  concerns: isRole,
  check: (judged, report, settings) => {
    if (isOfPlatform(judged, report, settings)) {
      return;
    }
    eachEntry(judged, report, (entry) => {
      for (const field of words(entry, "verbs", report)) {
        if (!READING.has(text(field) ?? "")) {
          report.forbid(field, [...READING].join(", "));
        }
      }
    });
  },
};

const SECRETS: ReadonlySet<string> = new Set(["secrets"]);

export const roleSecrets: ObjectRule = {
  rule: rule({
    name: "role-secrets",
    number: "R-67",
    title: "Roles permit to get Secrets by name, not to list them",
    severity: "critical",
    frameworks: { cis: "5.1.2", nsa, hipaa },
    tags: ["rbac", "secrets"],
    remedy: "Permit only get on secrets, and name them in resourceNames.",
  }),
  concerns: isRole,
  check: (judged, report, settings) => {
    if (isOfPlatform(judged, report, settings)) {
      return;
    }
    eachEntry(judged, report, (entry) => {
      if (concernsOne(entry, SECRETS, report)) {
        for (const field of words(entry, "verbs", report)) {
          if (text(field) !== "get") {
            report.forbid(field, "get");
          }
        }
        report.demand(
          member(entry, "resourceNames"),
          (value) => Array.isArray(value) && value.length > 0,
          "the names of the Secrets",
        );
      }
    });
  },
};

const ESCALATING_VERBS: ReadonlySet<string> = new Set(["escalate", "bind", "impersonate", "approve", "sign"]);
const ESCALATING_RESOURCES: ReadonlySet<string> = new Set([
  "serviceaccounts/token",
  "certificatesigningrequests/approval",
  "nodes/proxy",
  "mutatingwebhookconfigurations",
  "validatingwebhookconfigurations",
]);

export const roleEscalation: ObjectRule = {
  rule: rule({
    name: "role-escalation",
    number: "X-11",
    title: "No Role leads to more permissions than it states",
    severity: "critical",
    frameworks: { cis: "5.1.8, 5.1.10, 5.1.11, 5.1.12, 5.1.13", nsa, hipaa },
    tags: ["rbac"],
    remedy: "Remove the verbs escalate, bind and impersonate, and what issues tokens, certificates or webhooks.",
  }),
  concerns: isRole,
  check: (judged, report) => {
    eachEntry(judged, report, (entry) => {
      for (const [list, forbidden] of [
        ["verbs", ESCALATING_VERBS],
        ["resources", ESCALATING_RESOURCES],
      ] as const) {
        for (const field of words(entry, list, report)) {
          if (forbidden.has(text(field) ?? "")) {
            report.forbid(field, "nothing that gives further permissions");
          }
        }
      }
    });
  },
};

const INSIDE_PODS: ReadonlySet<string> = new Set([
  "pods/exec",
  "pods/attach",
  "pods/portforward",
  "pods/proxy",
  "pods/ephemeralcontainers",
]);

export const roleExec: ObjectRule = {
  rule: rule({
    name: "role-exec",
    number: "X-12",
    title: "No Role lets anybody into a running container",
    severity: "critical",
    frameworks: { cis: "5.1.4", nsa, hipaa },
    tags: ["rbac"],
    remedy: "Remove pods/exec and its like, reading included: get is enough to open a session.",
  }),
  concerns: isRole,
  check: (judged, report) => {
    eachEntry(judged, report, (entry) => {
      for (const field of words(entry, "resources", report)) {
        if (INSIDE_PODS.has(text(field) ?? "")) {
          report.forbid(field, "no subresource that reaches into a pod");
        }
      }
    });
  },
};
