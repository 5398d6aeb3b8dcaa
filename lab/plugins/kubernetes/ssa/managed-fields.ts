/** Who owns which field: Kubernetes, "Server-Side Apply", section "Field management". */
import type { KubeObject } from "../client/types";

/** An entry of `metadata.managedFields`. */
export interface ManagedFieldsEntry {
  manager?: string;
  operation?: string;
  apiVersion?: string;
  time?: string;
  fieldsType?: string;
  fieldsV1?: FieldsV1;
  subresource?: string;
}

/** A tree of fields: `f:name` is a field, `k:{…}` and `v:…` an element of a list, `.` the value itself. */
export interface FieldsV1 {
  [key: string]: FieldsV1;
}

/** What older versions of the provider, or kubectl, applied under; an update takes these fields over. */
const TAKEN_OVER: readonly { manager: string; operation: "Apply" | "Update" }[] = [
  { manager: "kubectl", operation: "Apply" },
  { manager: "kubectl", operation: "Update" },
  { manager: "before-first-apply", operation: "Update" },
  { manager: "pulumi-kubernetes", operation: "Update" },
  { manager: "pulumi-kubernetes.exe", operation: "Update" },
  { manager: "pulumi-resource-kubernetes", operation: "Update" },
];

/** Objects are created under this name, without server-side apply, so that creation fails when they exist. */
export const CREATION_MANAGER = "pulumi-kubernetes";

/** The entries of an object. */
export function managedFieldsOf(object: KubeObject): ManagedFieldsEntry[] {
  const entries = object.metadata["managedFields"];
  return Array.isArray(entries) ? (entries as ManagedFieldsEntry[]) : [];
}

/** Whether a manager of which `matches` holds owns the field at `path` or something below it. */
export function isOwnedBy(object: KubeObject, path: readonly string[], matches: (manager: string) => boolean): boolean {
  return managedFieldsOf(object).some(
    ({ manager = "", fieldsV1 }) => matches(manager) && fieldsV1 !== undefined && hasField(fieldsV1, path),
  );
}

function hasField(fields: FieldsV1, path: readonly string[]): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return true;
  const next = fields[`f:${key}`];
  return next !== undefined && hasField(next, rest);
}

/** Whether the object was last written by this provider without server-side apply. */
export function wasCreatedWithoutApply(object: KubeObject): boolean {
  const managers = ["pulumi-resource-kubernetes", "pulumi-kubernetes", "pulumi-kubernetes.exe"];
  return managedFieldsOf(object).some(
    ({ manager, operation }) => operation === "Update" && managers.includes(manager ?? ""),
  );
}

/** The entries with what creation or kubectl owns handed to `manager`; undefined when nothing is to be handed over. */
export function takeOver(object: KubeObject, manager: string): ManagedFieldsEntry[] | undefined {
  const entries = managedFieldsOf(object);
  const isOwn = (entry: ManagedFieldsEntry): boolean => entry.manager === manager && entry.operation === "Apply";
  const isTaken = (entry: ManagedFieldsEntry): boolean =>
    (entry.subresource ?? "") === "" &&
    TAKEN_OVER.some(({ manager: name, operation }) => entry.manager === name && entry.operation === operation);
  const taken = entries.filter((entry) => isTaken(entry) && !isOwn(entry));
  const [first] = taken;
  if (first === undefined) return undefined;
  const own = entries.find(isOwn);
  const fieldsV1 = [...(own === undefined ? [] : [own]), ...taken].reduce<FieldsV1>(
    (merged, entry) => mergeFields(merged, entry.fieldsV1 ?? {}),
    {},
  );
  const kept = entries.filter((entry) => !isOwn(entry) && !taken.includes(entry));
  return [...kept, { ...(own ?? first), manager, operation: "Apply", fieldsV1 }];
}

function mergeFields(left: FieldsV1, right: FieldsV1): FieldsV1 {
  const merged = { ...left };
  for (const [key, fields] of Object.entries(right)) merged[key] = mergeFields(merged[key] ?? {}, fields);
  return merged;
}
