import type { V1Pod } from "@kubernetes/client-node";

import type { SystemName } from "../../systems/registry";
import type { ManagedObject } from "../pulumi/inventory";
import { asking, type Clients } from "./clients";

/** What runs pods for a system. */
export interface Workload {
  readonly kind: "Deployment" | "StatefulSet" | "Cluster";
  readonly namespace: string;
  readonly name: string;
  readonly system: SystemName;
  /** Labels of its pods. */
  readonly selector: Readonly<Record<string, string>>;
}

/** The workloads of the state, of one system or of all. */
export function workloadsOf(objects: readonly ManagedObject[], system?: SystemName): readonly Workload[] {
  return objects.flatMap((object): Workload[] => {
    const { kind, namespace, name, system: owner } = object;
    if (namespace === undefined || owner === undefined || (system !== undefined && owner !== system)) return [];
    if (kind === "Deployment" || kind === "StatefulSet") {
      return [{ kind, namespace, name, system: owner, selector: matchLabels(object) }];
    }
    // CloudNativePG labels the pods of a Cluster with its name.
    return kind === "Cluster" && object.apiVersion.startsWith("postgresql.cnpg.io/")
      ? [{ kind, namespace, name, system: owner, selector: { "cnpg.io/cluster": name } }]
      : [];
  });
}

interface Selecting {
  readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
}

function matchLabels({ outputs }: ManagedObject): Readonly<Record<string, string>> {
  return (outputs["spec"] as Selecting | undefined)?.selector?.matchLabels ?? {};
}

/** Whether labels select a pod; no labels select nothing. */
export function selects(selector: Readonly<Record<string, string>>, pod: V1Pod): boolean {
  const labels = pod.metadata?.labels ?? {};
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

/** The pods of workloads, with one request per namespace. @throws OperationError */
export async function podsOf(
  { core }: Pick<Clients, "core">,
  workloads: readonly Pick<Workload, "namespace" | "selector">[],
  signal: AbortSignal,
): Promise<readonly V1Pod[]> {
  const namespaces = [...new Set(workloads.map(({ namespace }) => namespace))];
  const lists = await Promise.all(
    namespaces.map((namespace) =>
      asking(signal, `listing the pods of ${namespace}`, core.listNamespacedPod({ namespace })),
    ),
  );
  return lists
    .flatMap(({ items }) => items)
    .filter((pod) =>
      workloads.some(({ namespace, selector }) => namespace === pod.metadata?.namespace && selects(selector, pod)),
    );
}
