import type { Budget } from "../../components/disruption-budget";
import { isStrict } from "../../config/primitives/environment";
import { setCommand } from "../../config/problem";
import type { Scope } from "../../config/scope";
import type { MllpKeys } from "./schema";
import { autoscaler, figures, minAvailable, type MllpEnvironment } from "./values";

/** Who decides the number of replicas, and how many there are. */
export interface Scaling {
  /** What the Deployment says; with an autoscaler its minimum. */
  readonly replicas: number;
  /** Absent: no autoscaler. */
  readonly autoscaler?: { readonly min: number; readonly max: number; readonly slowScaleDown: boolean };
  /** The engine leaves `spec.replicas` to an autoscaler, be it only until the next update (C-01, W-21). */
  readonly ownedByAutoscaler: boolean;
  /** This program takes `spec.replicas` from the manager that an autoscaler left behind (W-21). */
  readonly takesReplicasBack: boolean;
}

type MllpScope = Scope & { readonly environment: MllpEnvironment };

/**
 * Decides between an autoscaler, a fixed count and the one replica of the persistent variant.
 *
 * Where an autoscaler was or is (`mllp:hpa.enabled` is written, or the environment has one), another manager owns
 * `spec.replicas`: the field is left to it until a fixed count is asked for, which then takes it back.
 */
export function resolveScaling(scope: MllpScope, values: MllpKeys): Scaling {
  const base = figures[scope.environment];
  const hpa = values.hpa ?? {};
  const hasAutoscaler = hpa.enabled ?? base.autoscaler;
  const hadAutoscaler = hpa.enabled !== undefined || base.autoscaler;
  const isPersistent = values.persistence?.enabled === true;

  if (isPersistent && hasAutoscaler) {
    reportAutoscalerWithVolume(scope);
  }
  if (isPersistent && values.replicas !== undefined && values.replicas !== 1) {
    scope.report({
      key: `${scope.namespace}:replicas`,
      given: String(values.replicas),
      allowed: "1 with persistence: the volume is attached to one node only (C-03)",
      remedy: [`pulumi config rm --stack ${scope.stack} ${scope.namespace}:replicas`],
    });
  }
  if (isPersistent) {
    return { replicas: 1, ownedByAutoscaler: false, takesReplicasBack: hadAutoscaler };
  }
  if (hasAutoscaler) {
    return withAutoscaler(scope, values);
  }
  const isFixed = values.replicas !== undefined;
  return {
    replicas: values.replicas ?? base.replicas,
    ownedByAutoscaler: hadAutoscaler && !isFixed,
    takesReplicasBack: hadAutoscaler && isFixed,
  };
}

function withAutoscaler(scope: MllpScope, { hpa = {}, replicas }: MllpKeys): Scaling {
  const min = hpa.minReplicas ?? autoscaler.minReplicas;
  const max = hpa.maxReplicas ?? autoscaler.maxReplicas;
  const key = `${scope.namespace}:hpa`;
  if (min >= max) {
    scope.report({
      key: `${key}.maxReplicas`,
      given: `${max}, with minReplicas ${min}`,
      allowed: "more than minReplicas (R-35)",
      remedy: [setCommand(scope.stack, `${key}.maxReplicas`, String(min + 1))],
    });
  }
  if (replicas !== undefined) {
    scope.report({
      key: `${scope.namespace}:replicas`,
      given: String(replicas),
      allowed: "nothing: the autoscaler owns the number of replicas (C-01); its bounds are mllp:hpa.*",
      remedy: [
        setCommand(scope.stack, `${key}.minReplicas`, String(replicas)),
        `pulumi config rm --stack ${scope.stack} ${scope.namespace}:replicas`,
      ],
    });
  }
  return {
    replicas: min,
    autoscaler: { min, max, slowScaleDown: hpa.slowScaleDown ?? false },
    ownedByAutoscaler: true,
    takesReplicasBack: false,
  };
}

/** SPEC 1.1.7 and C-04. In staging and prod a budget that stops every node drain is refused; in dev it is stated as is. */
export function resolveBudget(scope: MllpScope, values: MllpKeys, scaling: Scaling): Budget {
  if (values.persistence?.enabled === true) {
    return { maxUnavailable: 1 };
  }
  if (isStrict(scope.environment) && scaling.replicas <= minAvailable) {
    const key = `${scope.namespace}:${scaling.autoscaler === undefined ? "replicas" : "hpa.minReplicas"}`;
    scope.report({
      key,
      given: String(scaling.replicas),
      allowed: `at least ${minAvailable + 1}: the budget keeps ${minAvailable} pod available, so with fewer every eviction is refused and no node can be drained (R-40)`,
      remedy: [setCommand(scope.stack, key, String(minAvailable + 1))],
    });
  }
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
