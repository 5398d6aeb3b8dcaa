import type * as pulumi from "@pulumi/pulumi";
import { BulwarkComponent } from "./base";
import { scaledObject, triggerAuthentication, type EventScalingSettings } from "./builders/event-autoscaler";
import type { CustomFields } from "./custom-resources";
import type { Transform } from "./transform";
import type { WorkloadIdentity } from "./types";

/** Arguments of EventAutoscaler. */
export interface EventAutoscalerArgs extends Omit<EventScalingSettings, "name" | "target"> {
  readonly workload: WorkloadIdentity;
  /** Name of the ScaledObject and of its TriggerAuthentication. Default: the workload's. */
  readonly name?: string;
  /**
   * What it scales; give the workload `autoscaled: true` too and no HorizontalAutoscaler. Default: the
   * Deployment of the workload's name.
   */
  readonly target?: EventScalingSettings["target"];
  readonly transform?: {
    readonly scaledObject?: Transform<CustomFields<"ScaledObject">>;
    readonly authentication?: Transform<CustomFields<"TriggerAuthentication">>;
  };
}

/**
 * A KEDA ScaledObject, with a TriggerAuthentication when values of the trigger come from a Secret (SPEC 1.5.6, 1.5.9).
 * KEDA turns it into a HorizontalPodAutoscaler of its own, `keda-hpa-NAME`.
 */
export class EventAutoscaler extends BulwarkComponent {
  /** Name of the ScaledObject. */
  declare readonly autoscalerName: string;
  /** Name of the HorizontalPodAutoscaler that KEDA makes of it, for alerts. */
  declare readonly generatedAutoscalerName: string;

  constructor(name: string, args: EventAutoscalerArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:EventAutoscaler", name, options);
    const { workload, name: autoscalerName = workload.name, transform, ...given } = args;
    const target = given.target ?? { kind: "Deployment", name: workload.name };
    const settings: EventScalingSettings = { ...given, name: autoscalerName, target };

    const authentication = this.check(() => triggerAuthentication(workload, settings));
    const prerequisites =
      authentication === undefined
        ? []
        : [
            this.custom("TriggerAuthentication", "authentication", () => authentication, {
              transform: transform?.authentication,
            }),
          ];
    this.custom("ScaledObject", "autoscaler", () => scaledObject(workload, settings), {
      transform: transform?.scaledObject,
      dependsOn: prerequisites,
    });

    this.autoscalerName = autoscalerName;
    this.generatedAutoscalerName = `keda-hpa-${autoscalerName}`;
    this.done({ autoscalerName });
  }
}
