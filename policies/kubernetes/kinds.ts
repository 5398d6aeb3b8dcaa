/** Which Kubernetes object a Pulumi resource stands for. */

export interface ObjectType {
  /** API group without version; empty for the core group. */
  readonly group: string;
  /** Kind without the suffix that Pulumi gives to patches. */
  readonly kind: string;
  /** A patch states only some fields of an object that exists: what it leaves out says nothing. */
  readonly patch: boolean;
  /** A list resource holds objects of this kind in `items`. */
  readonly list: boolean;
}

const TOKEN = /^kubernetes:([^:]+):([A-Za-z0-9]+)$/;

/** Reads a type token of the Kubernetes provider, such as `kubernetes:apps/v1:Deployment`; `undefined` for others. */
export function objectType(token: string): ObjectType | undefined {
  const [, apiVersion, name] = TOKEN.exec(token) ?? [];
  if (apiVersion === undefined || name === undefined) {
    return undefined;
  }
  const [group = "", version] = apiVersion.split("/");
  const patch = name.endsWith("Patch");
  const list = name.endsWith("List");
  const kind = patch ? name.slice(0, -"Patch".length) : list ? name.slice(0, -"List".length) : name;
  // The SDK writes the core group as `core/v1`, a CustomResource of it as plain `v1`.
  return { group: version === undefined || group === "core" ? "" : group, kind, patch, list };
}

/** The type of a list's items. */
export function listed(type: ObjectType): ObjectType {
  return { ...type, list: false };
}

/** Whether objects are of this kind, in whatever version of the API group. */
export function isKind(type: ObjectType, group: string, kind: string): boolean {
  return type.group === group && type.kind === kind;
}

/** Reads `apiVersion` and `kind` of a manifest. */
export function manifestType(apiVersion: string, kind: string): ObjectType {
  const [group = "", version] = apiVersion.split("/");
  return { group: version === undefined ? "" : group, kind, patch: false, list: false };
}
