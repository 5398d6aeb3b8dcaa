import { parseQuantity, type Quantity } from "../../config/primitives/quantity";
import { ArgumentError, at, wholeNumber } from "../argument-error";
import type { WorkloadIdentity } from "../types";
import { metadata, type Metadata } from "./metadata";
import { replicaBounds, type ReplicaBounds } from "./replica-bounds";

/** What the autoscaler measures. */
export type Metric =
  /** Average use of a resource in percent of the pods' requests. */
  | { readonly resource: "cpu" | "memory"; readonly utilizationPercent: number }
  /** Average of a custom metric over the pods, such as `requests_per_second` (G-40); an adapter must serve it. */
  | { readonly podsMetric: string; readonly averageValue: Quantity };

/** How fast one direction may go; all times in seconds. */
export interface ScalingRules {
  /** From 0 to 3600. Default: the API's. */
  readonly stabilizationSeconds?: number;
  /** Which of the policies decides: the one that changes most (the API's default), least, or none at all. */
  readonly selectPolicy?: "Max" | "Min" | "Disabled";
  /** At most so many pods, or so many percent of them, within a period of 1 to 1800 seconds. Default: the API's. */
  readonly policies?: readonly ({ readonly periodSeconds: number } & (
    { readonly pods: number } | { readonly percent: number }
  ))[];
}

/** A workload whose replicas an autoscaler sets. */
export interface ScaleTarget {
  readonly kind: "Deployment" | "StatefulSet";
  readonly name: string;
}

/** What one autoscaler does. */
export interface AutoscalerSettings extends ReplicaBounds {
  readonly name: string;
  readonly target: ScaleTarget;
  readonly metrics: readonly Metric[];
  readonly behavior?: { readonly scaleUp?: ScalingRules; readonly scaleDown?: ScalingRules } | undefined;
}

type MetricFields =
  | {
      type: "Resource";
      resource: { name: "cpu" | "memory"; target: { type: "Utilization"; averageUtilization: number } };
    }
  | { type: "Pods"; pods: { metric: { name: string }; target: { type: "AverageValue"; averageValue: string } } };

interface ScalingFields {
  stabilizationWindowSeconds?: number;
  selectPolicy?: string;
  policies?: { type: "Pods" | "Percent"; value: number; periodSeconds: number }[];
}

/** A HorizontalPodAutoscaler (autoscaling/v2) as the API takes it. */
export interface AutoscalerFields {
  metadata: Metadata;
  spec: {
    scaleTargetRef: { apiVersion: "apps/v1"; kind: string; name: string };
    minReplicas: number;
    maxReplicas: number;
    metrics: MetricFields[];
    behavior?: { scaleUp?: ScalingFields; scaleDown?: ScalingFields };
  };
}

/**
 * A HorizontalPodAutoscaler.
 * @throws ArgumentError for bounds that are no range, no metric or one twice, and values outside the API's bounds.
 */
export function horizontalAutoscaler(identity: WorkloadIdentity, settings: AutoscalerSettings): AutoscalerFields {
  const { name, target, metrics, behavior = {} } = settings;
  const { minReplicas, maxReplicas } = replicaBounds(settings);
  if (metrics.length === 0) {
    throw new ArgumentError("metrics", "no metric", "at least one metric", "name what the autoscaler measures");
  }
  refuseRepeated(metrics);
  const { scaleUp, scaleDown } = behavior;
  const rules = {
    ...(scaleUp === undefined ? {} : { scaleUp: scaling("behavior.scaleUp", scaleUp) }),
    ...(scaleDown === undefined ? {} : { scaleDown: scaling("behavior.scaleDown", scaleDown) }),
  };
  return {
    metadata: metadata(identity, { name, labels: identity.selector }),
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", ...target },
      minReplicas,
      maxReplicas,
      metrics: metrics.map(metric),
      ...(Object.keys(rules).length === 0 ? {} : { behavior: rules }),
    },
  };
}

function metric(settings: Metric, index: number): MetricFields {
  if ("resource" in settings) {
    const averageUtilization = wholeNumber(`metrics[${index}].utilizationPercent`, settings.utilizationPercent, 1);
    return {
      type: "Resource",
      resource: { name: settings.resource, target: { type: "Utilization", averageUtilization } },
    };
  }
  const { podsMetric, averageValue } = settings;
  const path = `metrics[${index}]`;
  if (!/^[^/%]+$/.test(podsMetric) || podsMetric === "." || podsMetric === "..") {
    const remedy = "write it as the metrics adapter serves it";
    throw new ArgumentError(`${path}.podsMetric`, `"${podsMetric}"`, "a name without / and %", remedy);
  }
  if (at(`${path}.averageValue`, () => parseQuantity(averageValue)).nano === 0n) {
    const remedy = "name the load that one pod shall carry";
    throw new ArgumentError(`${path}.averageValue`, `"${averageValue}"`, "more than 0", remedy);
  }
  return { type: "Pods", pods: { metric: { name: podsMetric }, target: { type: "AverageValue", averageValue } } };
}

/** Of two targets for one metric the stricter always wins: the other is a slip. */
function refuseRepeated(metrics: readonly Metric[]): void {
  const names = metrics.map((each) => ("resource" in each ? each.resource : each.podsMetric));
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new ArgumentError("metrics", `"${repeated}" twice`, "each metric once", "remove one of both");
  }
}

function scaling(path: string, { stabilizationSeconds, selectPolicy, policies = [] }: ScalingRules): ScalingFields {
  return {
    ...(stabilizationSeconds === undefined
      ? {}
      : {
          stabilizationWindowSeconds: wholeNumber(`${path}.stabilizationSeconds`, stabilizationSeconds, 0, 3600),
        }),
    ...(selectPolicy === undefined ? {} : { selectPolicy }),
    ...(policies.length === 0
      ? {}
      : {
          policies: policies.map((policy, index) => ({
            type: "pods" in policy ? ("Pods" as const) : ("Percent" as const),
            value: wholeNumber(`${path}.policies[${index}]`, "pods" in policy ? policy.pods : policy.percent, 1),
            periodSeconds: wholeNumber(`${path}.policies[${index}].periodSeconds`, policy.periodSeconds, 1, 1800),
          })),
        }),
  };
}
