import { parseDnsSubdomain } from "../../config/primitives/names";
import { ArgumentError, at } from "../argument-error";
import type { Labels, WorkloadIdentity } from "../types";
import { metadata, type Metadata } from "./metadata";

/** The verbs that read; all others write, or give the right to. */
const readingVerbs = ["get", "list", "watch"] as const;

/** What a workload may read in its own namespace. */
export interface Permission {
  /** Default: "", the core group of ConfigMaps and Secrets. */
  readonly apiGroup?: string | undefined;
  /** Kinds in lower-case plural, such as "configmaps". */
  readonly resources: readonly string[];
  readonly verbs: readonly (typeof readingVerbs)[number][];
  /** Only the objects of these names; required for Secrets. Default: all of the namespace. */
  readonly names?: readonly string[] | undefined;
}

/** A Role as the API takes it. */
export interface RoleFields {
  metadata: Metadata;
  rules: { apiGroups: [string]; resources: string[]; verbs: string[]; resourceNames?: string[] }[];
}

/** A RoleBinding as the API takes it. */
export interface RoleBindingFields {
  metadata: Metadata;
  roleRef: { apiGroup: "rbac.authorization.k8s.io"; kind: "Role"; name: string };
  subjects: [{ kind: "ServiceAccount"; name: string; namespace: string }];
}

type Identity = Pick<WorkloadIdentity, "name" | "namespace" | "partOf">;

/**
 * A Role that reads, named like its workload (R-67, G-42).
 * @throws ArgumentError for wildcards, every verb that writes or passes rights on (escalate, bind, impersonate), every
 * verb but `get` on Secrets and Secrets that are not named (C-24), subresources, and empty lists.
 */
export function role(identity: Identity, permissions: readonly Permission[], labels?: Labels): RoleFields {
  if (permissions.length === 0) {
    throw new ArgumentError("permissions", "an empty list", "at least one permission", "leave the argument out");
  }
  return {
    metadata: metadata(identity, { name: identity.name, labels }),
    rules: permissions.map((permission, index) => rule(`permissions[${index}]`, permission)),
  };
}

/** Binds the Role of a workload to the workload's ServiceAccount, and to nobody else. */
export function roleBinding(identity: Identity, labels?: Labels): RoleBindingFields {
  const { name, namespace } = identity;
  return {
    metadata: metadata(identity, { name, labels }),
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
    subjects: [{ kind: "ServiceAccount", name, namespace }],
  };
}

function rule(path: string, { apiGroup = "", resources, verbs, names }: Permission): RoleFields["rules"][number] {
  // No list of names means every name, but an empty one looks like none.
  for (const [field, list] of Object.entries({ resources, verbs, names: names ?? ["all"] })) {
    if (list.length === 0) {
      throw new ArgumentError(`${path}.${field}`, "an empty list", "at least one entry", "fill it, or leave it out");
    }
  }
  if (apiGroup !== "") at(`${path}.apiGroup`, () => parseDnsSubdomain(apiGroup));
  for (const resource of resources) assertKind(`${path}.resources`, resource);
  for (const verb of verbs) assertReads(`${path}.verbs`, verb);
  for (const name of names ?? []) at(`${path}.names`, () => parseDnsSubdomain(name));
  if (apiGroup === "" && resources.includes("secrets")) assertNarrow(path, verbs, names);
  return {
    apiGroups: [apiGroup],
    resources: [...resources],
    verbs: [...verbs],
    ...(names === undefined ? {} : { resourceNames: [...names] }),
  };
}

function assertKind(path: string, resource: string): void {
  if (!/^[a-z][a-z0-9]*$/.test(resource)) {
    const remedy = 'name each kind; a wildcard takes in what comes later, and "get" on pods/exec runs commands (R-67)';
    throw new ArgumentError(path, `"${resource}"`, 'a kind in lower-case plural, such as "configmaps"', remedy);
  }
}

function assertReads(path: string, verb: string): void {
  if (!(readingVerbs as readonly string[]).includes(verb)) {
    const remedy = "an application neither changes objects nor passes rights on (R-67)";
    throw new ArgumentError(path, `"${verb}"`, `one of ${readingVerbs.join(", ")}`, remedy);
  }
}

/** Who may list Secrets reads all of them: a list holds the values. */
function assertNarrow(path: string, verbs: readonly string[], names: Permission["names"]): void {
  if (verbs.some((verb) => verb !== "get")) {
    const remedy = "list and watch hand out the values of every Secret (R-67)";
    throw new ArgumentError(`${path}.verbs`, verbs.join(", "), '"get" alone on Secrets', remedy);
  }
  if (names === undefined) {
    throw new ArgumentError(`${path}.names`, "no name", "the names of the Secrets", "name each of them (G-42)");
  }
}
