/** Pods and namespaces that nothing is known of but that a policy names them: who else it lets through must be seen. */
import type { NetworkPolicy, PolicyPeer } from "./network-policy";
import type { Neighbour } from "./neighbours";
import { selects, type LabelSelector, type Labels } from "./selector";

/** The label that the API server sets on every namespace. */
export const NAME_LABEL = "kubernetes.io/metadata.name";

type SelectedPeer = Extract<PolicyPeer, { readonly pods?: LabelSelector }>;

/** Labels by the name of a namespace, its name label included. */
export type NamespaceLabels = ReadonlyMap<string, Labels>;

/**
 * The namespaces that policies name and that are not `known`: those named by name, and for labels that no other namespace
 * carries one that stands for all that do.
 */
export function namedNamespaces(policies: readonly NetworkPolicy[], known: NamespaceLabels): NamespaceLabels {
  const found = new Map<string, Labels>();
  for (const { peer } of selectedPeers(policies)) {
    if (peer.namespaces === undefined) continue;
    const labels = labelsFor(peer.namespaces);
    const isThere = [...known.values(), ...found.values()].some((each) => selects(peer.namespaces ?? {}, each));
    const name = labels[NAME_LABEL] ?? `[${describe(labels)}]`;
    if (!isThere) found.set(name, { ...labels, [NAME_LABEL]: name });
  }
  return found;
}

/** What a namespace that stands for others is called. */
export function placeOf(namespace: string): string {
  return namespace.startsWith("[") ? `namespaces labelled ${namespace.slice(1, -1)}` : namespace;
}

/** A pod for each set of pods that policies name and that none of the `known` pods is in. */
export function namedPods(
  policies: readonly NetworkPolicy[],
  known: readonly Pick<Neighbour, "namespace" | "labels">[],
  namespaces: NamespaceLabels,
): Neighbour[] {
  const found: Neighbour[] = [];
  for (const { peer, own } of selectedPeers(policies)) {
    const { pods = {} } = peer;
    const places = [...namespaces].filter(([name, labels]) =>
      peer.namespaces === undefined ? name === own : selects(peer.namespaces, labels),
    );
    const isThere = [...known, ...found].some(
      ({ namespace, labels }) => places.some(([name]) => name === namespace) && selects(pods, labels),
    );
    const labels = labelsFor(pods);
    const [namespace] = places[0] ?? [];
    if (isThere || namespace === undefined || Object.keys(labels).length === 0) continue;
    const name = describe(labels);
    found.push({ namespace, name, title: `pods ${name}`, labels, ports: [] });
  }
  return found;
}

function selectedPeers(policies: readonly NetworkPolicy[]): { peer: SelectedPeer; own: string }[] {
  return policies.flatMap(({ namespace, ingress = [], egress = [] }) =>
    [...ingress, ...egress].flatMap(({ peers = [] }) =>
      peers.flatMap((peer) => ("cidr" in peer ? [] : [{ peer, own: namespace }])),
    ),
  );
}

/** Labels that a selector asks for. */
function labelsFor({ matchLabels = {}, matchExpressions = [] }: LabelSelector): Labels {
  const demanded = matchExpressions.flatMap(({ key, operator, values = [] }): [string, string][] => {
    if (operator === "In") return [[key, values[0] ?? ""]];
    return operator === "Exists" ? [[key, "any"]] : [];
  });
  return { ...Object.fromEntries(demanded), ...matchLabels };
}

function describe(labels: Labels): string {
  const entries = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return entries.sort().join(",");
}
