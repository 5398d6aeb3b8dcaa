import type * as pulumi from "@pulumi/pulumi";
import type * as kubernetes from "@pulumi/kubernetes";
import type { Quantity } from "../config/primitives/quantity";
import type { Transform } from "./transform";
import type { WorkloadIdentity } from "./types";
import { BulwarkComponent } from "./base";

/** What the autoscaler measures. */
export type Metric =
  /** Average use of a resource in percent of the pods' requests. */
  | { readonly resource: "cpu" | "memory"; readonly utilizationPercent: number }
  /** Average of a custom metric per pod (G-40). */
  | { readonly podsMetric: string; readonly averageValue: Quantity };

/** How fast one direction may go; all times in seconds. */
export interface ScalingRules {
  readonly stabilizationSeconds?: number;
  readonly selectPolicy?: "Max" | "Min" | "Disabled";
  readonly policies?: readonly ({ readonly periodSeconds: number } & (
    { readonly pods: number } | { readonly percent: number }
  ))[];
}

/** Arguments of HorizontalAutoscaler. */
export interface HorizontalAutoscalerArgs {
  readonly workload: WorkloadIdentity;
  /** Name of the autoscaler. Default: the workload's. */
  readonly name?: string;
  /** Default: a Deployment of the workload's name. */
  readonly target?: { readonly kind: "Deployment" | "StatefulSet"; readonly name: string };
  /** At least 1 and below the maximum. */
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly metrics: readonly Metric[];
  /** Default: the API's own behaviour. */
  readonly behavior?: { readonly scaleUp?: ScalingRules; readonly scaleDown?: ScalingRules };
  readonly transform?: {
    readonly autoscaler?: Transform<kubernetes.types.input.autoscaling.v2.HorizontalPodAutoscaler>;
  };
}

/** A HorizontalPodAutoscaler (autoscaling/v2). */
export class HorizontalAutoscaler extends BulwarkComponent {
  constructor(name: string, args: HorizontalAutoscalerArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:HorizontalAutoscaler", name, options);
    void args;
    this.done({});
  }
}
