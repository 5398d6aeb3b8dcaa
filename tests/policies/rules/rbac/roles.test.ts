import { testRule } from "../../support/rule-cases";
import { named } from "../../support/objects";

const RBAC = "rbac.authorization.k8s.io/v1";
const role = {
  type: `kubernetes:${RBAC}:Role`,
  object: named(RBAC, "Role", {
    rules: [
      { apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list"] },
      { apiGroups: [""], resources: ["secrets"], resourceNames: ["app"], verbs: ["get"] },
    ],
  }),
};
const first = "rules.0";
const platform = { "metadata.namespace": "bitvault-system" };

testRule("role-wildcards", {
  ...role,
  failing: ["apiGroups", "resources", "verbs", "nonResourceURLs"].map(
    (list) => [`any of ${list}`, { [`${first}.${list}`]: ["*"] }, `${first}.${list}.0`] as const,
  ),
  unknown: [`${first}.verbs.0`, `${first}.resources`, "rules"],
});

testRule("read-only-roles", {
  ...role,
  passing: [
    ["watching", { [`${first}.verbs`]: ["watch"] }],
    ["administrators of the platform (G-43)", { ...platform, [`${first}.verbs`]: ["create"] }],
  ],
  failing: ["create", "update", "patch", "delete", "deletecollection", "*"].map(
    (verb) => [verb, { [`${first}.verbs`]: ["get", verb] }, `${first}.verbs.1`] as const,
  ),
  unknown: [`${first}.verbs.0`, "metadata.namespace"],
});

testRule("role-secrets", {
  ...role,
  passing: [["administrators of the platform (G-43)", { ...platform, "rules.1.verbs": ["list"] }]],
  failing: [
    ["listing", { "rules.1.verbs": ["get", "list"] }, "rules.1.verbs.1"],
    ["watching", { "rules.1.verbs": ["watch"] }, "rules.1.verbs.0"],
    ["any Secret", { "rules.1.resourceNames": undefined }, "rules.1.resourceNames"],
    ["any resource", { [`${first}.resources`]: ["*"] }, `${first}.verbs.1`],
  ],
  unknown: ["rules.1.verbs.0", "rules.1.resources.0", "rules.1.resourceNames", "metadata.namespace"],
});

testRule("role-escalation", {
  ...role,
  failing: [
    ...["escalate", "bind", "impersonate"].map(
      (verb) => [verb, { [`${first}.verbs`]: [verb] }, `${first}.verbs.0`] as const,
    ),
    ["tokens", { [`${first}.resources`]: ["serviceaccounts/token"] }, `${first}.resources.0`],
    ["nodes/proxy", { [`${first}.resources`]: ["nodes/proxy"] }, `${first}.resources.0`],
  ],
  unknown: [`${first}.verbs.0`, `${first}.resources.0`],
});

testRule("role-exec", {
  ...role,
  passing: [["pods and their logs", { [`${first}.resources`]: ["pods", "pods/log"] }]],
  failing: ["pods/exec", "pods/attach", "pods/portforward", "pods/ephemeralcontainers"].map(
    (resource) => [resource, { [`${first}.resources`]: [resource] }, `${first}.resources.0`] as const,
  ),
  unknown: [`${first}.resources.0`],
});
