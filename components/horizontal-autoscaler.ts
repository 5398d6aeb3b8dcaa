import { HorizontalPodAutoscaler, type HorizontalPodAutoscalerArgs } from "@pulumi/kubernetes/autoscaling/v2";
import type * as pulumi from "@pulumi/pulumi";
import { BulwarkComponent } from "./base";
import { horizontalAutoscaler, type AutoscalerSettings } from "./builders/horizontal-autoscaler";
import type { Transform } from "./transform";
import type { WorkloadIdentity } from "./types";

/** Arguments of HorizontalAutoscaler. */
export interface HorizontalAutoscalerArgs extends Omit<AutoscalerSettings, "name" | "target"> {
  readonly workload: WorkloadIdentity;
  /** Name of the autoscaler. Default: the workload's. */
  readonly name?: string;
  /** What it scales; give the workload `autoscaled: true` too. Default: the Deployment of the workload's name. */
  readonly target?: AutoscalerSettings["target"];
  readonly transform?: {
    readonly autoscaler?: Transform<HorizontalPodAutoscalerArgs>;
  };
}

/** A HorizontalPodAutoscaler, autoscaling/v2. */
export class HorizontalAutoscaler extends BulwarkComponent {
  /** Name of the HorizontalPodAutoscaler. */
  declare readonly autoscalerName: string;

  constructor(name: string, args: HorizontalAutoscalerArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:HorizontalAutoscaler", name, options);
    const { workload, name: autoscalerName = workload.name, transform, ...settings } = args;
    const target = settings.target ?? { kind: "Deployment", name: workload.name };

    this.child(
      HorizontalPodAutoscaler,
      "autoscaler",
      () => horizontalAutoscaler(workload, { ...settings, name: autoscalerName, target }),
      { transform: transform?.autoscaler },
    );

    this.autoscalerName = autoscalerName;
    this.done({ autoscalerName });
  }
}
