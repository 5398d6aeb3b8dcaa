import { ArgumentError, wholeNumber } from "../argument-error";
import type { WorkloadIdentity } from "../types";
import { metadata, type Metadata } from "./metadata";

/** A count, or a percentage of the replicas. */
export type CountOrPercent = number | `${number}%`;

/** How many pods an eviction must or may leave. */
export type Budget = { readonly minAvailable: CountOrPercent } | { readonly maxUnavailable: CountOrPercent };

/** A PodDisruptionBudget as the API takes it. */
export interface BudgetFields {
  metadata: Metadata;
  spec: {
    minAvailable?: CountOrPercent;
    maxUnavailable?: CountOrPercent;
    selector: { matchLabels: Record<string, string> };
    unhealthyPodEvictionPolicy: "AlwaysAllow" | "IfHealthyBudget";
  };
}

/**
 * A PodDisruptionBudget.
 * @throws ArgumentError for a malformed name, a fraction, and percentages outside 0 … 100.
 */
export function disruptionBudget(
  identity: WorkloadIdentity,
  name: string,
  budget: Budget,
  unhealthyPodEvictionPolicy: BudgetFields["spec"]["unhealthyPodEvictionPolicy"],
): BudgetFields {
  allowedEvictions(budget, 1);
  return {
    metadata: metadata(identity, { name, labels: identity.selector }),
    spec: { ...budget, selector: { matchLabels: { ...identity.selector } }, unhealthyPodEvictionPolicy },
  };
}

/**
 * How many of `replicas` ready pods may be evicted at once; percentages are rounded up (R-40; Kubernetes, Specifying a
 * Disruption Budget: rounding logic).
 * @throws ArgumentError as {@link disruptionBudget}.
 */
export function allowedEvictions(budget: Budget, replicas: number): number {
  return "minAvailable" in budget
    ? Math.max(0, replicas - podsOf("budget.minAvailable", budget.minAvailable, replicas))
    : Math.min(replicas, podsOf("budget.maxUnavailable", budget.maxUnavailable, replicas));
}

/**
 * One pod stays, or half of them where more than four are guaranteed (BitVault, C-46).
 * @param smallestReplicas the autoscaler's minimum, else the replicas.
 */
export function oneOrHalf(smallestReplicas: number): Budget {
  return { minAvailable: smallestReplicas > 4 ? "50%" : 1 };
}

function podsOf(path: string, amount: CountOrPercent, replicas: number): number {
  if (typeof amount === "number") return wholeNumber(path, amount, 0);
  const percent = /^(\d{1,3})%$/.exec(amount)?.[1];
  if (percent === undefined || Number(percent) > 100) {
    throw new ArgumentError(path, `"${amount}"`, 'a whole number, or a percentage from "0%" to "100%"', "correct it");
  }
  return Math.ceil((Number(percent) * replicas) / 100);
}
