import assert from "node:assert/strict";

import {
  adminRole,
  adminRoleBinding,
  operatorNamespace,
  type OperatorNamespaceSettings,
} from "../../../components/builders/operator-namespace";

const settings: OperatorNamespaceSettings = {
  name: "shop-system",
  system: "shop",
  environment: "prod",
  adminGroup: "shop-admins",
};

describe("operatorNamespace", () => {
  it("is privileged and tells its environment (R-02)", () => {
    const { labels } = operatorNamespace(settings).metadata;
    assert.equal(labels["pod-security.kubernetes.io/enforce"], "privileged");
    assert.equal(labels["bulwark.io/environment"], "prod");
    assert.equal(labels["app.kubernetes.io/part-of"], "shop");
  });

  it("refuses a malformed name", () => {
    assert.throws(() => operatorNamespace({ ...settings, name: "Shop" }), /name/);
  });
});

describe("adminRole", () => {
  const { metadata, rules } = adminRole(settings);

  it("lies in the namespace", () => {
    assert.deepEqual([metadata.name, metadata.namespace], ["shop-system-admin", "shop-system"]);
  });

  it("has no wildcard, and nothing by which rights are passed on or taken (G-43)", () => {
    const all = rules.flatMap(({ apiGroups, resources, verbs }) => [...apiGroups, ...resources, ...verbs]);
    for (const forbidden of ["*", "roles", "rolebindings", "pods/exec", "serviceaccounts/token"]) {
      assert.ok(!all.includes(forbidden), forbidden);
    }
    for (const verb of ["escalate", "bind", "impersonate"]) assert.ok(!all.includes(verb), verb);
  });
});

describe("adminRoleBinding", () => {
  it("binds the group to that Role, and nobody else (R-69)", () => {
    const { roleRef, subjects } = adminRoleBinding(settings);
    assert.equal(roleRef.name, adminRole(settings).metadata.name);
    assert.deepEqual(subjects, [{ kind: "Group", apiGroup: "rbac.authorization.k8s.io", name: "shop-admins" }]);
  });

  for (const adminGroup of ["", " ", "system:masters", "system:authenticated"]) {
    it(`refuses the group "${adminGroup}"`, () => {
      assert.throws(() => adminRoleBinding({ ...settings, adminGroup }), /adminGroup/);
    });
  }
});
