/** Rules of RBAC as one permission each, so that they can be compared, and joined again as people read them. */

/** A rule as Kubernetes has it; without `resourceNames` it is for every object of the resources. */
export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** One verb on one resource. */
export interface Permission {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
  /** Undefined: every object of the resource. */
  readonly name: string | undefined;
}

/** Every permission that a rule gives. */
export function permissionsOf({ apiGroups, resources, resourceNames, verbs }: PolicyRule): Permission[] {
  const names = resourceNames ?? [undefined];
  return apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb) => names.map((name): Permission => ({ group, resource, verb, name }))),
    ),
  );
}

/** Whether somebody with the permissions `held` may do `wanted`, by name or altogether. */
export function isHeld(held: readonly Permission[], wanted: Permission): boolean {
  return held.some(
    ({ group, resource, verb, name }) =>
      group === wanted.group &&
      resource === wanted.resource &&
      verb === wanted.verb &&
      (name === undefined || name === wanted.name),
  );
}

/** The order in which a person reads verbs. */
const VERBS = ["get", "list", "watch", "create", "patch", "delete"];

const rank = (verb: string): number => (VERBS.indexOf(verb) + VERBS.length + 1) % (VERBS.length + 1);

/** The shortest rules that give exactly these permissions: sorted, one for all resources of a group with the same verbs. */
export function rulesOf(permissions: readonly Permission[]): PolicyRule[] {
  const objects = new Map<string, { group: string; resource: string; name: string | undefined; verbs: Set<string> }>();
  for (const { group, resource, name, verb } of permissions) {
    const key = JSON.stringify([group, resource, name ?? null]);
    const object = objects.get(key) ?? { group, resource, name, verbs: new Set<string>() };
    objects.set(key, { ...object, verbs: object.verbs.add(verb) });
  }
  const rules = new Map<string, { group: string; resources: Set<string>; names: Set<string>; verbs: string[] }>();
  for (const { group, resource, name, verbs: given } of objects.values()) {
    const verbs = [...given].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
    const key = JSON.stringify([group, name === undefined ? null : resource, verbs]);
    const rule = rules.get(key) ?? { group, resources: new Set<string>(), names: new Set<string>(), verbs };
    if (name !== undefined) rule.names.add(name);
    rules.set(key, { ...rule, resources: rule.resources.add(resource) });
  }
  return [...rules.values()]
    .map(({ group, resources, names, verbs }) => ({
      apiGroups: [group],
      resources: [...resources].sort(),
      ...(names.size === 0 ? {} : { resourceNames: [...names].sort() }),
      verbs,
    }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
