import type { Budget } from "../../components/disruption-budget";
import { removeCommand, setCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import { checkBudget, resolveReplicas, type ReplicaFigures, type Replicas } from "../common/replicas";
import type { MllpKeys } from "./schema";
import { autoscaler, figures, minAvailable, type MllpEnvironment } from "./values";

/** Who decides the number of replicas, and how many there are. */
export interface Scaling extends Replicas {
  /** Whether the autoscaler takes its time to scale down (G-23). */
  readonly slowScaleDown: boolean;
}

type MllpScope = Scope & { readonly environment: MllpEnvironment };

/**
 * Decides between an autoscaler, a fixed count and the one replica of the persistent variant.
 *
 * Where an autoscaler was or is (`mllp:hpa.enabled` is written, or the environment has one), another manager owns
 * `spec.replicas`: the field is left to it until a fixed count is asked for, which then takes it back.
 */
export function resolveScaling(scope: MllpScope, values: MllpKeys): Scaling {
  const { hpa = {}, persistence } = values;
  const slowScaleDown = hpa.slowScaleDown ?? false;
  if (persistence?.enabled !== true) {
    return { ...resolveReplicas(scope, values, replicaFigures(scope.environment)), slowScaleDown };
  }
  const base = figures[scope.environment];
  if (hpa.enabled ?? base.autoscaler) {
    reportAutoscalerWithVolume(scope);
  }
  if (values.replicas !== undefined && values.replicas !== 1) {
    scope.report({
      key: `${scope.namespace}:replicas`,
      given: String(values.replicas),
      allowed: "1 with persistence: the volume is attached to one node only (C-03)",
      remedy: [removeCommand(scope.stack, `${scope.namespace}:replicas`)],
    });
  }
  const hadAutoscaler = hpa.enabled !== undefined || base.autoscaler;
  return { replicas: 1, ownedByAutoscaler: false, takesReplicasBack: hadAutoscaler, slowScaleDown };
}

/** SPEC 1.1.3, 1.1.9 and the budget of 1.1.7. */
function replicaFigures(environment: MllpEnvironment): ReplicaFigures & { readonly minAvailable: number } {
  const { replicas, autoscaler: autoscaled } = figures[environment];
  return { autoscaled, count: replicas, min: autoscaler.minReplicas, max: autoscaler.maxReplicas, minAvailable };
}

/** SPEC 1.1.7 and C-04: what stops every node drain is refused in staging and prod; in dev it is stated as is. */
export function resolveBudget(scope: MllpScope, { persistence }: MllpKeys, scaling: Scaling): Budget {
  if (persistence?.enabled === true) {
    return { maxUnavailable: 1 };
  }
  checkBudget(scope, replicaFigures(scope.environment), scaling);
  return { minAvailable };
}

function reportAutoscalerWithVolume({ stack, namespace, report }: Scope): void {
  report({
    key: `${namespace}:persistence.enabled`,
    given: "true, while the autoscaler is on",
    allowed: "one of both: a claim that one node mounts cannot be shared by more replicas (C-03)",
    remedy: twoUpdates(stack, namespace),
  });
}

/** The way from an autoscaler to a volume (W-21). */
export function twoUpdates(stack: string, namespace: string): readonly string[] {
  return [
    "two updates (W-21); first the autoscaler goes:",
    setCommand(stack, `${namespace}:persistence.enabled`, "false"),
    setCommand(stack, `${namespace}:hpa.enabled`, "false"),
    `pulumi up --stack ${stack} --policy-pack policies`,
    "then the volume comes:",
    setCommand(stack, `${namespace}:persistence.enabled`, "true"),
    `pulumi up --stack ${stack} --policy-pack policies`,
  ];
}
