import type * as pulumi from "@pulumi/pulumi";
import type * as kubernetes from "@pulumi/kubernetes";
import type { Environment } from "../config/primitives/environment";
import type { Transform } from "./transform";
import type { WorkloadIdentity } from "./types";
import { BulwarkComponent } from "./base";

/** How many pods an eviction may or must leave: a count, or a percentage of the replicas. */
export type Budget =
  { readonly minAvailable: number | `${number}%` } | { readonly maxUnavailable: number | `${number}%` };

/** Arguments of DisruptionBudget. */
export interface DisruptionBudgetArgs {
  readonly workload: WorkloadIdentity;
  readonly environment: Environment;
  readonly budget: Budget;
  /** Name of the budget. Default: the workload's. */
  readonly name?: string;
  /** The smallest count that is guaranteed: the autoscaler's minimum, else the replicas. */
  readonly smallestReplicas: number;
  /** Whether pods that are not ready may always be evicted. Default: AlwaysAllow, so that a broken pod blocks no drain (C-04). */
  readonly unhealthyPodEvictionPolicy?: "AlwaysAllow" | "IfHealthyBudget";
  readonly transform?: { readonly budget?: Transform<kubernetes.types.input.policy.v1.PodDisruptionBudget> };
}

/** A PodDisruptionBudget that lets a node drain make progress. */
export class DisruptionBudget extends BulwarkComponent {
  constructor(name: string, args: DisruptionBudgetArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:DisruptionBudget", name, options);
    void args;
    this.done({});
  }
}
