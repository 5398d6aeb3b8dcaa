/** Whether a workload's `spec.selector` picks a pod: Kubernetes, "Labels and selectors". */
import type { KubeObject } from "../client/types";
import { field, isFields, list, text } from "./fields";

/** True if the pod's labels match the workload's matchLabels and matchExpressions. */
export function selects(workload: KubeObject, pod: KubeObject): boolean {
  const labels = pod.metadata.labels ?? {};
  const matchLabels = field(workload, "spec", "selector", "matchLabels");
  const equal = isFields(matchLabels) ? Object.entries(matchLabels) : [];
  return (
    equal.every(([key, value]) => labels[key] === value) &&
    list(workload, "spec", "selector", "matchExpressions").every((expression) => {
      const value = labels[text(expression, "key") ?? ""];
      const listed = Array.isArray(expression["values"]) && expression["values"].includes(value);
      switch (expression["operator"]) {
        case "In":
          return value !== undefined && listed;
        case "NotIn":
          return value === undefined || !listed;
        case "Exists":
          return value !== undefined;
        case "DoesNotExist":
          return value === undefined;
        default:
          return true;
      }
    })
  );
}
