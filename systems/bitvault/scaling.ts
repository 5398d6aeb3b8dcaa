import { isStrict } from "../../config/primitives/environment";
import { setCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import type { Range, WorkloadKey } from "./values";

/** Bounds as they stand in the stack file. */
interface RangeValues {
  readonly minReplicas?: number | undefined;
  readonly maxReplicas?: number | undefined;
}

/**
 * Bounds of a workload's autoscaler. Reports a minimum that is not below the maximum, and one at which the disruption
 * budget stops every node drain in staging and prod; the worker's budget always lets one pod go (C-46).
 */
export function resolveRange(
  { stack, environment, namespace, report }: Scope,
  workload: WorkloadKey,
  given: RangeValues | undefined,
  figures: Range,
): Range {
  const { minReplicas: min = figures.min, maxReplicas: max = figures.max } = given ?? {};
  const least = isStrict(environment) && workload !== "worker" ? 2 : 1;
  if (min < least) {
    const key = `${namespace}:${workload}.minReplicas`;
    report({
      key,
      given: String(min),
      allowed: `at least ${least} in ${environment}: the budget keeps 1 available, so with fewer every eviction is refused and no node can be drained (R-40)`,
      remedy: [setCommand(stack, key, String(least))],
    });
  }
  if (min >= max) {
    const key = `${namespace}:${workload}.maxReplicas`;
    report({
      key,
      given: `${max}, with minReplicas ${min}`,
      allowed: "more than minReplicas (R-35)",
      remedy: [setCommand(stack, key, String(min + 1))],
    });
  }
  return { min, max };
}
