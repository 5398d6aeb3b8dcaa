import { PodDisruptionBudget, type PodDisruptionBudgetArgs } from "@pulumi/kubernetes/policy/v1";
import * as pulumi from "@pulumi/pulumi";
import { isStrict, type Environment } from "../config/primitives/environment";
import { ArgumentError, wholeNumber } from "./argument-error";
import { BulwarkComponent } from "./base";
import { allowedEvictions, disruptionBudget, type Budget } from "./builders/disruption-budget";
import type { Transform } from "./transform";
import type { WorkloadIdentity } from "./types";

export type { Budget } from "./builders/disruption-budget";

/** Arguments of DisruptionBudget. */
export interface DisruptionBudgetArgs {
  readonly workload: WorkloadIdentity;
  /** A budget that blocks every eviction is an error in staging and prod, advice in dev and preview (C-04). */
  readonly environment: Environment;
  readonly budget: Budget;
  /** Name of the budget. Default: the workload's. */
  readonly name?: string;
  /** The smallest count that is guaranteed: the autoscaler's minimum, else the replicas. */
  readonly smallestReplicas: number;
  /** Whether pods that are not ready may always be evicted. Default: AlwaysAllow, so that a broken pod blocks no drain. */
  readonly unhealthyPodEvictionPolicy?: "AlwaysAllow" | "IfHealthyBudget";
  readonly transform?: { readonly budget?: Transform<PodDisruptionBudgetArgs> };
}

/** A PodDisruptionBudget that lets a node drain make progress. */
export class DisruptionBudget extends BulwarkComponent {
  /** Name of the PodDisruptionBudget. */
  declare readonly budgetName: string;

  constructor(name: string, args: DisruptionBudgetArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:DisruptionBudget", name, options);
    const { workload, budget, name: budgetName = workload.name, unhealthyPodEvictionPolicy = "AlwaysAllow" } = args;

    const advice = this.check(() => drainAdvice(args));
    if (advice !== undefined) void pulumi.log.warn(`DisruptionBudget "${name}": ${advice}`, this);
    this.child(
      PodDisruptionBudget,
      "budget",
      () => disruptionBudget(workload, budgetName, budget, unhealthyPodEvictionPolicy),
      { transform: args.transform?.budget },
    );

    this.budgetName = budgetName;
    this.done({ budgetName });
  }
}

/**
 * What a person should know about a budget that blocks every eviction; nothing for a budget that does not.
 * @throws ArgumentError for such a budget in staging and prod.
 */
function drainAdvice({ budget, smallestReplicas, environment }: DisruptionBudgetArgs): string | undefined {
  wholeNumber("smallestReplicas", smallestReplicas, 1);
  if (allowedEvictions(budget, smallestReplicas) > 0) return undefined;
  const blocked = new ArgumentError(
    "budget",
    `${JSON.stringify(budget)} with ${smallestReplicas} replica(s)`,
    "a budget that lets at least one pod be evicted, or a node drain hangs",
    "lower minAvailable, raise the smallest replica count, or use maxUnavailable: 1 (R-40, C-04)",
  );
  if (isStrict(environment)) throw blocked;
  return blocked.message;
}
