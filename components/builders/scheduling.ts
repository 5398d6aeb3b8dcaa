import { ArgumentError, wholeNumber } from "../argument-error";
import type { Labels } from "../types";
import type { Scheduling } from "./pod-settings";

/** The scheduling fields of a pod as the API takes them. */
export interface SchedulingFields {
  topologySpreadConstraints?: {
    maxSkew: number;
    topologyKey: string;
    whenUnsatisfiable: string;
    labelSelector: { matchLabels: Record<string, string> };
    nodeTaintsPolicy?: string;
    matchLabelKeys?: string[];
  }[];
  affinity?: {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: {
        weight: number;
        podAffinityTerm: { labelSelector: { matchLabels: Record<string, string> }; topologyKey: string };
      }[];
    };
  };
  nodeSelector?: Record<string, string>;
  tolerations?: { key: string; operator: "Equal"; value: string; effect: string }[];
  priorityClassName?: string;
}

/** Well-known labels of nodes (Kubernetes, Well-Known Labels, Annotations and Taints). */
const topologyKeys = { zone: "topology.kubernetes.io/zone", hostname: "kubernetes.io/hostname" } as const;

/**
 * Spread, anti-affinity and placement, always among the pods that `selector` selects.
 * @throws ArgumentError for a skew below 1, a weight outside 1 … 100, and a toleration without key or value.
 */
export function schedulingFields(scheduling: Scheduling, selector: Labels): SchedulingFields {
  const { spread = [], avoid = [], nodeSelector, tolerations = [], priorityClassName } = scheduling;
  const labelSelector = { matchLabels: { ...selector } };
  return {
    ...(spread.length === 0 ? {} : { topologySpreadConstraints: spread.map(constraint) }),
    ...(avoid.length === 0
      ? {}
      : { affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: avoid.map(term) } } }),
    ...(nodeSelector === undefined ? {} : { nodeSelector: { ...nodeSelector } }),
    ...(tolerations.length === 0 ? {} : { tolerations: tolerations.map(toleration) }),
    ...(priorityClassName === undefined ? {} : { priorityClassName }),
  };

  function constraint(
    {
      over,
      maxSkew = 1,
      whenUnsatisfiable,
      nodeTaintsPolicy,
      matchLabelKeys,
    }: NonNullable<Scheduling["spread"]>[number],
    index: number,
  ): NonNullable<SchedulingFields["topologySpreadConstraints"]>[number] {
    return {
      maxSkew: wholeNumber(`scheduling.spread[${index}].maxSkew`, maxSkew, 1),
      topologyKey: topologyKeys[over],
      whenUnsatisfiable,
      labelSelector,
      ...(nodeTaintsPolicy === undefined ? {} : { nodeTaintsPolicy }),
      ...(matchLabelKeys === undefined ? {} : { matchLabelKeys: [...matchLabelKeys] }),
    };
  }

  function term(
    { same, weight }: NonNullable<Scheduling["avoid"]>[number],
    index: number,
  ): NonNullable<
    SchedulingFields["affinity"]
  >["podAntiAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"][number] {
    return {
      weight: wholeNumber(`scheduling.avoid[${index}].weight`, weight, 1, 100),
      podAffinityTerm: { labelSelector, topologyKey: topologyKeys[same] },
    };
  }
}

function toleration(
  { key, value, effect }: NonNullable<Scheduling["tolerations"]>[number],
  index: number,
): NonNullable<SchedulingFields["tolerations"]>[number] {
  if (key === "" || value === "") {
    const remedy = "name both, so that no other taint is tolerated (R-46)";
    throw new ArgumentError(`scheduling.tolerations[${index}]`, "an empty key or value", "a key and a value", remedy);
  }
  return { key, operator: "Equal", value, effect };
}
