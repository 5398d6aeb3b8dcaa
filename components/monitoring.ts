import type * as pulumi from "@pulumi/pulumi";
import { ArgumentError } from "./argument-error";
import { BulwarkComponent } from "./base";
import { podMonitor, type PodMonitorSettings } from "./builders/pod-monitor";
import { prometheusRule, type PrometheusRuleSettings } from "./builders/prometheus-rule";
import { serviceMonitor, type ServiceMonitorSettings } from "./builders/service-monitor";
import type { CustomFields } from "./custom-resources";
import type { Transform } from "./transform";
import type { Labels, WorkloadIdentity } from "./types";

/** Arguments of Monitoring. */
export interface MonitoringArgs {
  readonly workload: WorkloadIdentity;
  /** Labels by which the Prometheus instance selects its monitors and rules (G-48); empty where it takes all. */
  readonly instanceLabels: Labels;
  /** Scrapes through Services. Default: none. */
  readonly serviceMonitors?: readonly ServiceMonitorSettings[];
  /** Scrapes of pods. Default: none. */
  readonly podMonitors?: readonly PodMonitorSettings[];
  /** Alerts and recorded series; components/builders/alerts has ready-made groups. Default: none. */
  readonly rules?: PrometheusRuleSettings;
  readonly transform?: {
    readonly serviceMonitor?: Transform<CustomFields<"ServiceMonitor">>;
    readonly podMonitor?: Transform<CustomFields<"PodMonitor">>;
    readonly rules?: Transform<CustomFields<"PrometheusRule">>;
  };
}

/**
 * What Prometheus is told about a workload: ServiceMonitors, PodMonitors and a PrometheusRule in the workload's namespace
 * (SPEC 1.2.12, R-70). The flow from the monitoring namespace to the scraped ports belongs to the workload's Connection.
 */
export class Monitoring extends BulwarkComponent {
  constructor(name: string, args: MonitoringArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("bulwark:components:Monitoring", name, options);
    const { workload, instanceLabels, serviceMonitors = [], podMonitors = [], rules, transform } = args;
    this.check(() => {
      refuseNothing(args);
    });

    for (const settings of serviceMonitors) {
      this.custom(
        "ServiceMonitor",
        `service-monitor-${settings.name}`,
        () => serviceMonitor(workload, settings, instanceLabels),
        { transform: transform?.serviceMonitor },
      );
    }
    for (const settings of podMonitors) {
      this.custom("PodMonitor", `pod-monitor-${settings.name}`, () => podMonitor(workload, settings, instanceLabels), {
        transform: transform?.podMonitor,
      });
    }
    if (rules !== undefined) {
      this.custom("PrometheusRule", "rules", () => prometheusRule(workload, rules, instanceLabels), {
        transform: transform?.rules,
      });
    }

    this.done({ namespace: workload.namespace });
  }
}

/** @throws ArgumentError for a component that would make no object. */
function refuseNothing({ serviceMonitors = [], podMonitors = [], rules }: MonitoringArgs): void {
  if (serviceMonitors.length + podMonitors.length === 0 && rules === undefined) {
    const remedy = "name what is scraped or alerted on, or leave the component out";
    throw new ArgumentError("monitoring", "neither monitors nor rules", "at least one of them", remedy);
  }
}
