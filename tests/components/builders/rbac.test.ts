import assert from "node:assert/strict";
import fc from "fast-check";
import { role, roleBinding, type Permission, type RoleFields } from "../../../components/builders/rbac";
import { identity } from "../fixtures";

const build = (...permissions: Permission[]): RoleFields => role(identity, permissions);
/** As somebody without the type checker could write it. */
const buildFrom = (permission: {
  resources: string[];
  verbs: string[];
  names?: string[];
  apiGroup?: string;
}): RoleFields => build(permission as unknown as Permission);

describe("components/builders/rbac", () => {
  it("gives the Role of SPEC 1.3.4, narrowed by name (R-67, G-42)", () => {
    const { metadata, rules } = build(
      { resources: ["configmaps"], verbs: ["get"], names: ["audit-server-config"] },
      { resources: ["configmaps"], verbs: ["list"] },
      { resources: ["secrets"], verbs: ["get"], names: ["audit-server-secrets"] },
    );
    assert.deepEqual([metadata.name, metadata.namespace], ["shop", "shop-dev"]);
    assert.deepEqual(rules, [
      { apiGroups: [""], resources: ["configmaps"], verbs: ["get"], resourceNames: ["audit-server-config"] },
      { apiGroups: [""], resources: ["configmaps"], verbs: ["list"] },
      { apiGroups: [""], resources: ["secrets"], verbs: ["get"], resourceNames: ["audit-server-secrets"] },
    ]);
  });

  it("binds the Role to the one account of its name", () => {
    const { roleRef, subjects } = roleBinding(identity);
    assert.deepEqual(roleRef, { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "shop" });
    assert.deepEqual(subjects, [{ kind: "ServiceAccount", name: "shop", namespace: "shop-dev" }]);
  });

  it("lets no verb through but those that read (R-67)", () => {
    const known = ["create", "update", "patch", "delete", "deletecollection", "escalate", "bind", "impersonate", "*"];
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...known, "get", "list", "watch"), fc.string()), (verb) => {
        const attempt = (): RoleFields => buildFrom({ resources: ["configmaps"], verbs: ["get", verb] });
        if (["get", "list", "watch"].includes(verb)) assert.deepEqual(attempt().rules[0]?.verbs, ["get", verb]);
        else assert.throws(attempt, /^ArgumentError: permissions\[0\]\.verbs: /);
      }),
    );
  });

  it("lets no wildcard and no subresource through, in whatever place (R-67)", () => {
    const place = fc.constantFrom("resources" as const, "names" as const, "apiGroup" as const);
    const text = fc
      .tuple(fc.stringMatching(/^[a-z]{0,5}$/), fc.constantFrom("*", "/", "/*", "*/*"))
      .map((p) => p.join(""));
    fc.assert(
      fc.property(place, text, (field, bad) => {
        const permission = { resources: ["configmaps"], verbs: ["get"], names: ["a"] };
        assert.throws(() => buildFrom({ ...permission, [field]: field === "apiGroup" ? bad : [bad] }), /ArgumentError/);
      }),
    );
    assert.throws(() => build({ resources: ["pods/exec"], verbs: ["get"] }), /"pods\/exec" is given/);
  });

  it("lets Secrets be read one by one only (R-67, C-24)", () => {
    const verbs = fc.uniqueArray(fc.constantFrom("get" as const, "list" as const, "watch" as const), { minLength: 1 });
    const others = fc.constantFrom([], ["configmaps"]);
    fc.assert(
      fc.property(verbs, others, fc.boolean(), (given, beside, isNamed) => {
        const permission = { resources: [...beside, "secrets"], verbs: given, ...(isNamed ? { names: ["shop"] } : {}) };
        if (given.every((verb) => verb === "get") && isNamed) assert.ok(build(permission));
        else assert.throws(() => build(permission), /^ArgumentError: permissions\[0\]\.(verbs|names): /);
      }),
    );
  });

  it("reads other groups, whose kinds of that name are none of the core's", () => {
    const apiGroup = "secrets-store.csi.x-k8s.io";
    assert.deepEqual(build({ apiGroup, resources: ["secrets"], verbs: ["list"] }).rules[0]?.apiGroups, [apiGroup]);
  });

  it("refuses empty lists: they read like nothing and could mean all", () => {
    const permission = { resources: ["configmaps"], verbs: ["get"] } as const;
    assert.throws(() => build({ ...permission, names: [] }), /permissions\[0\]\.names: an empty list is given/);
    assert.throws(() => build({ ...permission, verbs: [] }), /permissions\[0\]\.verbs: an empty list/);
    assert.throws(() => build({ ...permission, resources: [] }), /permissions\[0\]\.resources: an empty list/);
    assert.throws(() => build(), /permissions: an empty list is given/);
  });
});
