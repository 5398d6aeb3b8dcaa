/** Whether applying an object takes fields over from other managers. */
import type { PropertyMap } from "../../shared/values";
import type { KubeObject } from "../client/types";
import { isAnnotationTrue } from "../kinds/objects";
import { managedFieldsOf, wasCreatedWithoutApply } from "../ssa/managed-fields";

/**
 * True when the resource or the provider asks for it; in a preview also when the update would first hand the creation's
 * fields over, which a preview cannot; and for objects older than server-side apply.
 * @param live undefined when the object is being created
 */
export function takesFieldsOver(
  inputs: PropertyMap,
  live: KubeObject | undefined,
  { enablePatchForce, preview }: { enablePatchForce: boolean; preview: boolean },
): boolean {
  if (enablePatchForce || isAnnotationTrue(inputs, "pulumi.com/patchForce")) return true;
  if (preview && (live === undefined || wasCreatedWithoutApply(live))) return true;
  return live !== undefined && managedFieldsOf(live).length === 0;
}
