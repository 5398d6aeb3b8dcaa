/** Which workload an autoscaler scales, and how many pods a workload has at least. */
import type { Judged } from "../../judging/judged";
import { namespaceOf, type Lookup, type Stack } from "../../judging/stack";
import { isKind } from "../../kubernetes/kinds";
import { isUnknown, number, text, type Field } from "../../values/field";

/** An autoscaler with what it scales. */
export interface Scaler {
  readonly judged: Judged;
  readonly target: Lookup;
  /** The place that names the target. */
  readonly name: Field;
  /** The place of the least number of pods, and what it is if nothing stands there. */
  readonly minimum: Field;
  readonly initialMinimum: number;
}

/** Every HorizontalPodAutoscaler and ScaledObject of a stack. */
export function scalersOf(stack: Stack): readonly Scaler[] {
  return [
    ...stack.of("autoscaling", "HorizontalPodAutoscaler").map((judged) => ({
      judged,
      ...targetOf(judged, stack),
      minimum: judged.at("spec", "minReplicas"),
      initialMinimum: 1,
    })),
    ...stack.of("keda.sh", "ScaledObject").map((judged) => ({
      judged,
      ...targetOf(judged, stack),
      minimum: judged.at("spec", "minReplicaCount"),
      initialMinimum: 0,
    })),
  ];
}

function targetOf(judged: Judged, stack: Stack): Pick<Scaler, "target" | "name"> {
  const name = judged.at("spec", "scaleTargetRef", "name");
  const kind = judged.at("spec", "scaleTargetRef", "kind");
  if (isUnknown(name) || isUnknown(kind)) {
    return { name, target: "unknown" };
  }
  const group = text(judged.at("spec", "scaleTargetRef", "apiVersion"))?.split("/")[0] ?? "apps";
  // KEDA takes a Deployment where no kind is stated.
  return { name, target: stack.find(group, text(kind) ?? "Deployment", namespaceOf(judged), text(name) ?? "") };
}

/** The number of pods that a workload has at least, with the place that says so; `undefined` if it is not known yet. */
export function guaranteed(workload: Judged, scalers: readonly Scaler[]): { count: number | undefined; field: Field } {
  const scaler = scalers.find(({ target }) => target === workload);
  const field = scaler?.minimum ?? replicasOf(workload);
  return { field, count: isUnknown(field) ? undefined : (number(field) ?? scaler?.initialMinimum ?? 1) };
}

/** Where a workload says how many pods it has. */
export function replicasOf(workload: Judged): Field {
  return isKind(workload.type, "postgresql.cnpg.io", "Cluster")
    ? workload.at("spec", "instances")
    : workload.at("spec", "replicas");
}
