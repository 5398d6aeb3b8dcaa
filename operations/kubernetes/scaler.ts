import type { SystemName } from "../../systems/registry";
import type { ManagedObject } from "../pulumi/inventory";

const SCALERS: ReadonlySet<string> = new Set(["HorizontalPodAutoscaler", "ScaledObject"]);

interface Scaling {
  readonly scaleTargetRef?: { readonly name?: string };
}

/** What scales a workload by itself, of the state; undefined where the stack file says how many pods there are. */
export function scalerOf(
  objects: readonly ManagedObject[],
  system: SystemName,
  workload: string,
): ManagedObject | undefined {
  return objects.find(
    ({ kind, system: owner, outputs }) =>
      SCALERS.has(kind) &&
      owner === system &&
      (outputs["spec"] as Scaling | undefined)?.scaleTargetRef?.name === workload,
  );
}
