/** Fields that the API server lets nobody change: a new value replaces the object. */
import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";

const CLAIM = [
  "accessModes",
  "dataSource",
  "dataSourceRef",
  "selector",
  "storageClassName",
  "volumeMode",
  "volumeName",
];

/**
 * By kind, of those kinds that this program makes; identity is compared elsewhere. From the validation of the API server
 * and from what the Kubernetes provider replaces on its own account.
 */
const IMMUTABLE: Readonly<Record<string, readonly string[]>> = {
  ClusterRoleBinding: ["roleRef"],
  Deployment: ["spec.selector"],
  Job: ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  PersistentVolumeClaim: CLAIM.map((field) => `spec.${field}`),
  RoleBinding: ["roleRef"],
  Secret: ["type"],
  Service: ["spec.clusterIP"],
  StatefulSet: ["spec.podManagementPolicy", "spec.selector", "spec.serviceName", "spec.volumeClaimTemplates"],
};

/** The fields for whose change an object, as YAML, would be replaced; empty when it can change in place. */
export function replacingFields(before: string, after: string): readonly string[] {
  const [old, fresh] = [parse(before) as Fields, parse(after) as Fields];
  const kind = typeof fresh["kind"] === "string" ? fresh["kind"] : "";
  return (IMMUTABLE[kind] ?? []).filter((path) => !isDeepStrictEqual(valueAt(old, path), valueAt(fresh, path)));
}

type Fields = Readonly<Record<string, unknown>>;

function valueAt(object: Fields, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => (isFields(value) ? value[key] : undefined), object);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}
