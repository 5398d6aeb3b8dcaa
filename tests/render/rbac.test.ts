/** What the deployer and the previewer of a stack may do. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { deployerNeeds } from "../../render/rbac/needs";
import { resourceOf, type Managed } from "../../render/rbac/objects";
import { isHeld, permissionsOf, rulesOf, type PolicyRule } from "../../render/rbac/rules";
import { auditIn, jsonOf } from "../policies/audit/support";
import { goldenStacks } from "./changes";

const ROOT = join(__dirname, "../..");

interface Role {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly PolicyRule[];
}

const committed = (stack: string): string => readFileSync(join(ROOT, "deploy/rbac", `${stack}.yaml`), "utf8");
const rolesOf = (stack: string, identity: string): Role[] =>
  parseAllDocuments(committed(stack))
    .map((document) => document.toJS() as Role)
    .filter(({ kind, metadata }) => kind.endsWith("Role") && metadata.name === `bulwark-${identity}-${stack}`);

/** Rules of the pack that the manifests break on purpose; docs/access.md gives the reasons. */
const EXCEPTIONS = [
  "default-deny",
  "namespace-pod-security",
  "namespaced-roles",
  "platform-bindings",
  "read-only-roles",
  "role-secrets",
];

describe("the permissions of a stack's identities", () => {
  for (const stack of goldenStacks) {
    describe(stack, () => {
      it("let the deployer read Secrets of the stack's namespaces alone", () => {
        const own = parseAllDocuments(committed(stack))
          .map((document) => document.toJS() as Role)
          .flatMap(({ kind, metadata }) => (kind === "Namespace" ? [metadata.name] : []));
        const reading = rolesOf(stack, "deployer").filter(({ rules = [] }) =>
          rules.flatMap(permissionsOf).some(({ resource }) => resource === "secrets"),
        );
        assert.ok(reading.length > 0);
        assert.deepEqual(
          reading.map(({ metadata }) => metadata.namespace).filter((namespace) => !own.includes(namespace ?? "")),
          [],
        );
      });

      it("let the previewer get, and no Secret", () => {
        const all = rolesOf(stack, "previewer").flatMap(({ rules = [] }) => rules.flatMap(permissionsOf));
        assert.ok(all.length > 0);
        assert.deepEqual(
          all.filter(({ verb, resource }) => verb !== "get" || resource === "secrets"),
          [],
        );
      });

      it("break the rules that docs/access.md names, and no other", () => {
        const files = { "rbac.yaml": committed(stack) };
        const broken = jsonOf({ files }, "rbac.yaml").violations.map(({ rule }) => rule);
        assert.deepEqual([...new Set(broken)].sort(), EXCEPTIONS);
      });

      it("pass the audit with the exceptions that deploy/rbac/audit.json states", () => {
        const config = readFileSync(join(ROOT, "deploy/rbac/audit.json"), "utf8");
        const files = { "rbac.yaml": committed(stack), "audit.json": config };
        assert.equal(auditIn({ files }, "rbac.yaml", "--config", "audit.json").code, 0);
      });
    });
  }

  const role: PolicyRule = { apiGroups: [""], resources: ["nodes"], verbs: ["get"] };
  const namespace: Managed = {
    group: "",
    resource: "namespaces",
    name: "team",
    namespace: undefined,
    use: "make",
    rules: [],
  };

  it("hold what the stack's Roles permit, so that the API server lets the deployer make them", () => {
    const made: Managed = {
      ...namespace,
      group: "rbac.authorization.k8s.io",
      resource: "roles",
      namespace: "team",
      rules: [role],
    };
    const held = deployerNeeds([namespace, made]).get("team") ?? [];
    assert.ok(permissionsOf(role).every((permission) => isHeld(held, permission)));
  });

  it("are for the stack's own objects by name in a namespace that it does not make", () => {
    const secret: Managed = { ...namespace, resource: "secrets", name: "mine", namespace: "kube-system" };
    const held = deployerNeeds([secret]).get("kube-system") ?? [];
    const get = { group: "", resource: "secrets", verb: "get" };
    assert.ok(isHeld(held, { ...get, name: "mine" }));
    assert.ok(!isHeld(held, { ...get, name: "other" }));
  });

  it("only change what is patched", () => {
    const patched = deployerNeeds([{ ...namespace, use: "patch" }]).get("") ?? [];
    assert.deepEqual(
      patched.map(({ verb, name }) => `${verb} ${name ?? ""}`),
      ["get team", "patch team"],
    );
  });
});

describe("rules of RBAC", () => {
  it("are joined without giving more or less", () => {
    const rules: PolicyRule[] = [
      { apiGroups: ["apps"], resources: ["deployments"], verbs: ["patch", "get"] },
      { apiGroups: ["apps"], resources: ["statefulsets"], verbs: ["get", "patch"] },
      { apiGroups: [""], resources: ["secrets"], resourceNames: ["a", "b"], verbs: ["get"] },
      { apiGroups: [""], resources: ["configmaps"], resourceNames: ["a"], verbs: ["get"] },
    ];
    const sorted = (given: readonly PolicyRule[]): string[] =>
      given
        .flatMap(permissionsOf)
        .map((one) => JSON.stringify(one))
        .sort();
    const joined = rulesOf(rules.flatMap(permissionsOf));
    assert.deepEqual(sorted(joined), sorted(rules));
    assert.equal(joined.length, 3);
  });

  for (const [kind, resource] of [
    ["NetworkPolicy", "networkpolicies"],
    ["Gateway", "gateways"],
    ["Ingress", "ingresses"],
    ["PodDisruptionBudget", "poddisruptionbudgets"],
  ] as const) {
    it(`name ${resource} for the kind ${kind}`, () => {
      assert.equal(resourceOf(kind), resource);
    });
  }
});
