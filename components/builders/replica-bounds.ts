import { ArgumentError, wholeNumber } from "../argument-error";

/** Between which counts an autoscaler moves. */
export interface ReplicaBounds {
  /** At least 1. */
  readonly minReplicas: number;
  /** Above the minimum. */
  readonly maxReplicas: number;
}

/**
 * Checks the bounds of an autoscaler of any kind.
 * @throws ArgumentError for a minimum of zero, which no disruption budget survives (G-62), and bounds that are no range
 * (R-35).
 */
export function replicaBounds({ minReplicas, maxReplicas }: ReplicaBounds): ReplicaBounds {
  wholeNumber("minReplicas", minReplicas, 1);
  wholeNumber("maxReplicas", maxReplicas, 1);
  if (minReplicas >= maxReplicas) {
    const remedy = "raise the maximum, or run a fixed count without an autoscaler (R-35)";
    throw new ArgumentError("minReplicas", minReplicas, `less than maxReplicas, which is ${maxReplicas}`, remedy);
  }
  return { minReplicas, maxReplicas };
}
