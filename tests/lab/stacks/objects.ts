/** What the tests of all systems read of a cluster: only the fields they look at. */
import type { StackLab } from "./lab";

export interface Named {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
}

export interface Workload extends Named {
  readonly spec: { readonly replicas: number };
  readonly status: { readonly readyReplicas?: number; readonly updatedReplicas?: number };
}

export interface Pod extends Named {
  readonly spec: {
    readonly nodeName: string;
    readonly topologySpreadConstraints?: readonly {
      readonly topologyKey: string;
      readonly maxSkew: number;
      readonly whenUnsatisfiable: string;
      readonly labelSelector: { readonly matchLabels: Readonly<Record<string, string>> };
    }[];
  };
}

export interface Node extends Named {
  readonly spec: { readonly taints?: readonly { readonly key: string; readonly value?: string }[] };
}

export interface Claim extends Named {
  readonly status: { readonly phase: string };
}

export interface Ingress extends Named {
  readonly status: { readonly loadBalancer: { readonly ingress?: readonly unknown[] } };
}

/** `namespace/name`. */
export const place = ({ metadata: { namespace, name } }: Named): string => `${namespace}/${name}`;

/** Objects of one kind in the namespaces of a stack's systems. */
export async function objectsIn<T extends Named>(
  lab: StackLab,
  kind: string,
  namespaces: ReadonlySet<string>,
): Promise<T[]> {
  const { items } = await lab.get<{ items: T[] }>(kind, "-A");
  return items.filter(({ metadata }) => namespaces.has(metadata.namespace));
}

/** The namespaces that a stack made. */
export async function namespacesOf(lab: StackLab, stack: string): Promise<Set<string>> {
  const { resources = [] } = await lab.deployment(stack);
  return new Set(
    resources.flatMap(({ type, id, external }) =>
      type === "kubernetes:core/v1:Namespace" && id !== undefined && external !== true ? [id] : [],
    ),
  );
}

/** How unevenly `pods` lie over the values that a label has on `nodes`. */
export function skew(pods: readonly Pod[], nodes: readonly Node[], label: string): number {
  const domainOf = new Map(nodes.map((node) => [node.metadata.name, node.metadata.labels?.[label] ?? ""]));
  const counts = new Map([...new Set(domainOf.values())].map((domain) => [domain, 0]));
  for (const { spec } of pods) {
    const domain = domainOf.get(spec.nodeName) ?? "";
    counts.set(domain, (counts.get(domain) ?? 0) + 1);
  }
  return Math.max(...counts.values()) - Math.min(...counts.values());
}
