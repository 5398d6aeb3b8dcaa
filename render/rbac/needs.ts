/** Who needs which permission for a stack, derived from its objects. */
import type { Managed } from "./objects";
import { isHeld, permissionsOf, type Permission } from "./rules";

/** Who works on a stack. */
export type Identity = "deployer" | "previewer";

/** What an identity needs: in each namespace, and under "" what belongs to none. */
export type Needs = ReadonlyMap<string, readonly Permission[]>;

/** What Pulumi's provider looks at, in a namespace with workloads, to tell whether an update is finished, and why not. */
const WAITED_FOR: readonly Omit<Permission, "verb" | "name">[] = [
  { group: "", resource: "endpoints" },
  { group: "", resource: "persistentvolumeclaims" },
  { group: "", resource: "pods" },
  { group: "apps", resource: "replicasets" },
  { group: "discovery.k8s.io", resource: "endpointslices" },
];

const WATCH = ["get", "list", "watch"] as const;

/**
 * The deployer's needs: server-side apply (get, patch; create the first time), deletion, and watching. It holds what the
 * stack's Roles permit, because the API server lets nobody give away what he does not have.
 *
 * In a namespace that the stack does not make, only its own objects by name; `create`, `list` and `watch` cannot be narrowed so.
 * A namespace itself is made by whoever grants these permissions: who may create any namespace cannot be kept out of one.
 */
export function deployerNeeds(objects: readonly Managed[]): Needs {
  const own = ownNamespaces(objects);
  const needs = collect(objects, (object) => {
    if (object.use === "read") return only(object, ["get"]);
    if (object.use === "patch") return only(object, ["get", "patch"]);
    if (object.resource === "namespaces")
      return [...only(object, ["get", "patch", "delete"]), ...all(object, ["list", "watch"])];
    return object.namespace !== undefined && own.has(object.namespace)
      ? all(object, [...WATCH, "create", "patch", "delete"])
      : [...only(object, ["get", "patch", "delete"]), ...all(object, ["create", "list", "watch"])];
  });
  for (const namespace of own) {
    const held = [...(needs.get(namespace) ?? []), ...WAITED_FOR.flatMap((one) => all(one, WATCH))];
    const given = objects.flatMap((object) =>
      object.namespace === namespace ? object.rules.flatMap(permissionsOf) : [],
    );
    needs.set(namespace, [...held, ...given.filter((permission) => !isHeld(held, permission))]);
  }
  return needs;
}

/**
 * The previewer's needs: reading, and no Secret. A server-side dry run needs the verbs that write, and nothing in RBAC tells a
 * dry run from a change; without them Pulumi's provider computes the preview itself.
 */
export function previewerNeeds(objects: readonly Managed[]): Needs {
  const visible = objects.filter(({ group, resource }) => group !== "" || resource !== "secrets");
  const own = ownNamespaces(objects);
  return collect(visible, (object) =>
    object.namespace !== undefined && own.has(object.namespace) ? all(object, ["get"]) : only(object, ["get"]),
  );
}

/** The namespaces that a stack makes. */
export function ownNamespaces(objects: readonly Managed[]): ReadonlySet<string> {
  return new Set(
    objects.flatMap(({ resource, use, name }) => (resource === "namespaces" && use === "make" ? [name] : [])),
  );
}

function collect(
  objects: readonly Managed[],
  permissions: (object: Managed) => Permission[],
): Map<string, Permission[]> {
  const needs = new Map<string, Permission[]>();
  for (const object of objects) {
    const place = object.namespace ?? "";
    needs.set(place, [...(needs.get(place) ?? []), ...permissions(object)]);
  }
  return needs;
}

type Resource = Pick<Permission, "group" | "resource">;

const all = ({ group, resource }: Resource, verbs: readonly string[]): Permission[] =>
  verbs.map((verb) => ({ group, resource, verb, name: undefined }));

const only = ({ group, resource, name }: Managed, verbs: readonly string[]): Permission[] =>
  verbs.map((verb) => ({ group, resource, verb, name }));
