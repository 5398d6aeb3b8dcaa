import { flag, group, integer } from "../../config/fields";
import { isStrict } from "../../config/primitives/environment";
import { removeCommand, setCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";

/** What the SPEC says of a workload's replicas in one environment (SPEC 1.9). */
export interface ReplicaFigures {
  /** Whether an autoscaler owns the count. */
  readonly autoscaled: boolean;
  /** The autoscaler's minimum, wherever it is on. */
  readonly min: number;
  /** The autoscaler's maximum, wherever it is on. */
  readonly max: number;
  /** The count without an autoscaler. Default: the minimum. */
  readonly count?: number;
  /** The smallest minimum that an autoscaler may have here. Default: 1. */
  readonly least?: number;
  /** Pods that an eviction must leave. Default: no disruption budget. */
  readonly minAvailable?: number;
}

/** Who decides the number of replicas, and how many there are. */
export interface Replicas {
  /** What the workload says; with an autoscaler its minimum (C-01). */
  readonly replicas: number;
  /** Absent: no autoscaler. */
  readonly autoscaler?: { readonly min: number; readonly max: number };
  /** The engine leaves `spec.replicas` to an autoscaler, be it only until the next update (C-01). */
  readonly ownedByAutoscaler: boolean;
  /** This program takes `spec.replicas` from the manager that an autoscaler left behind. */
  readonly takesReplicasBack: boolean;
}

/**
 * Arguments of a Deployment that takes `spec.replicas` from the manager that an autoscaler left behind: it keeps owning
 * the field, and the update would end in a conflict (W-21).
 */
export const takingReplicasBack = {
  transform: { deployment: { metadata: { annotations: { "pulumi.com/patchForce": "true" } } } },
} as const;

/** The keys that decide on replicas, as they stand in the stack file. */
export interface ReplicaValues {
  readonly replicas?: number | undefined;
  readonly hpa?: {
    readonly enabled?: boolean | undefined;
    readonly minReplicas?: number | undefined;
    readonly maxReplicas?: number | undefined;
  };
}

type Keys = {
  replicas: ReturnType<typeof integer>;
  hpa: ReturnType<
    typeof group<{
      enabled: ReturnType<typeof flag>;
      minReplicas: ReturnType<typeof integer>;
      maxReplicas: ReturnType<typeof integer>;
    }>
  >;
};

/** The keys `replicas` and `hpa`. */
export function replicaKeys(workload: string): Keys {
  const environments = "Default: the environment's.";
  const bound = (description: string, minimum: number, example: number): ReturnType<typeof integer> =>
    integer({ description: `${description} ${environments}`, minimum, maximum: 100, example });
  return {
    replicas: bound(`Replicas of ${workload} where no autoscaler owns them.`, 1, 2),
    hpa: group(`The autoscaler of ${workload}.`, {
      enabled: flag(`Whether there is one. ${environments}`, false),
      minReplicas: bound("Fewest replicas.", 1, 3),
      maxReplicas: bound("Most replicas.", 2, 10),
    }),
  };
}

/**
 * Decides between an autoscaler and a fixed count.
 *
 * Where an autoscaler was or is (`hpa.enabled` is written, or the environment has one), another manager owns
 * `spec.replicas`: the field is left to it until a fixed count is asked for, which then takes it back.
 */
export function resolveReplicas(
  scope: Scope,
  { replicas, hpa = {} }: ReplicaValues,
  figures: ReplicaFigures,
): Replicas {
  const hadAutoscaler = hpa.enabled !== undefined || figures.autoscaled;
  if (!(hpa.enabled ?? figures.autoscaled)) {
    const isFixed = replicas !== undefined;
    return {
      replicas: replicas ?? figures.count ?? figures.min,
      ownedByAutoscaler: hadAutoscaler && !isFixed,
      takesReplicasBack: hadAutoscaler && isFixed,
    };
  }
  const min = hpa.minReplicas ?? figures.min;
  const max = hpa.maxReplicas ?? figures.max;
  checkBounds(scope, { min, max, least: figures.least ?? 1 });
  if (replicas !== undefined) {
    const key = `${scope.namespace}:replicas`;
    scope.report({
      key,
      given: String(replicas),
      allowed: `nothing: the autoscaler owns the number of replicas (C-01); its bounds are ${scope.namespace}:hpa.*`,
      remedy: [
        setCommand(scope.stack, `${scope.namespace}:hpa.minReplicas`, String(replicas)),
        removeCommand(scope.stack, key),
      ],
    });
  }
  return { replicas: min, autoscaler: { min, max }, ownedByAutoscaler: true, takesReplicasBack: false };
}

function checkBounds(
  { stack, environment, namespace, report }: Scope,
  { min, max, least }: { readonly min: number; readonly max: number; readonly least: number },
): void {
  if (min < least) {
    const key = `${namespace}:hpa.minReplicas`;
    report({
      key,
      given: String(min),
      allowed: `at least ${least} in ${environment} (R-35)`,
      remedy: [setCommand(stack, key, String(least))],
    });
  }
  if (min >= max) {
    const key = `${namespace}:hpa.maxReplicas`;
    report({
      key,
      given: `${max}, with minReplicas ${min}`,
      allowed: "more than minReplicas (R-35)",
      remedy: [setCommand(stack, key, String(min + 1))],
    });
  }
}

/**
 * Reports a disruption budget that stops every node drain (SPEC 1.9, R-40) in staging and prod; in dev and preview the
 * component warns. Without a budget there is nothing to report.
 */
export function checkBudget(
  { stack, environment, namespace, report }: Scope,
  { minAvailable, least = 1 }: ReplicaFigures,
  { replicas, autoscaler }: Replicas,
): void {
  const isReported = autoscaler !== undefined && replicas < least;
  if (isStrict(environment) && minAvailable !== undefined && replicas <= minAvailable && !isReported) {
    const key = `${namespace}:${autoscaler === undefined ? "replicas" : "hpa.minReplicas"}`;
    report({
      key,
      given: String(replicas),
      allowed: `at least ${minAvailable + 1}: the budget keeps ${minAvailable} available, so with fewer every eviction is refused and no node can be drained (R-40)`,
      remedy: [setCommand(stack, key, String(minAvailable + 1))],
    });
  }
}
