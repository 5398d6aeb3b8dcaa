/** A rendered stack and its neighbours, as far as it matters who may talk to whom. */
import * as z from "zod";
import type { Registration } from "../registration";
import { ANY_POD, type Actor } from "./actors";
import { meshPoliciesOf, type MeshPolicy } from "./identities";
import { addressActors } from "./addresses";
import { isIsolated, type Pod } from "./evaluator";
import { NAME_LABEL, namedNamespaces, namedPods, placeOf, type NamespaceLabels } from "./named";
import { neighbours, type Neighbour, type Places } from "./neighbours";
import { readNetworkPolicy, type NetworkPolicy } from "./network-policy";
import { workloadsOf } from "./pods";
import type { Labels } from "./selector";

/** Everybody, and the policies between them. */
export interface World {
  readonly policies: readonly NetworkPolicy[];
  /** What the mesh demands besides. */
  readonly meshPolicies: readonly MeshPolicy[];
  /** Workloads first, then other pods, then addresses; each part sorted by id. */
  readonly actors: readonly Actor[];
  /** The namespaces in which the stack runs workloads, sorted. */
  readonly namespaces: readonly {
    readonly name: string;
    /** Whether a pod that no other policy knows is closed in both directions. */
    readonly isClosed: boolean;
  }[];
}

/** Pods get addresses of 10.244.0.0/16, so that a policy with a too wide block is seen to reach them. */
const podAddress = (namespace: number, pod: number): string => `10.244.${namespace}.${pod + 1}`;

const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const NAMESPACES = ["kubernetes:core/v1:Namespace", "kubernetes:core/v1:NamespacePatch"];
const namespaceSchema = z.object({
  metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()).default({}) }),
});

/** What the evaluator needs of a pod besides its namespace's part. */
type Part = Pick<Actor, "title" | "role" | "kind"> &
  Pick<Pod, "namespace" | "labels" | "ports"> & { readonly name: string };

/** Makes the world of a rendered stack. */
export function worldOf(registrations: readonly Registration[], settings: Places): World {
  const policies = registrations.filter(({ type }) => type === POLICY).map(({ inputs }) => readNetworkPolicy(inputs));
  const workloads = workloadsOf(registrations);
  const usual = neighbours(settings);
  const known = namespaceLabels(registrations, [...workloads, ...usual]);
  const namespaces = new Map([...known, ...namedNamespaces(policies, known)]);
  const named = namedPods(policies, [...workloads, ...usual], namespaces);
  const others = [...usual, ...named];
  const parts: Part[] = [
    ...workloads.map((workload): Part => ({ ...workload, title: workload.name, role: "workload" })),
    ...others.map((neighbour): Part => ({ ...neighbour, role: "neighbour" })),
    ...[...namespaces.keys()].map((namespace): Part => ({ ...unknownPod, namespace })),
  ];
  const inside = [...new Set(workloads.map(({ namespace }) => namespace))].sort();
  const actors = parts.map((part) => actorOf(part, parts, namespaces, inside, usual));
  refuseSameIds(actors);
  return {
    policies,
    meshPolicies: meshPoliciesOf(registrations),
    actors: [
      ...sorted(actors.filter(({ role }) => role === "workload")),
      ...sorted(actors.filter(({ role }) => role !== "workload")),
      ...addressActors(policies),
    ],
    namespaces: inside.map((name) => ({ name, isClosed: isClosed(policies, name) })),
  };
}

function actorOf(
  part: Part,
  parts: readonly Part[],
  namespaces: NamespaceLabels,
  inside: readonly string[],
  usual: readonly Neighbour[],
): Actor {
  const { namespace, title, role, kind, labels, ports } = part;
  const namespaceIndex = [...namespaces.keys()].sort().indexOf(namespace);
  const podIndex = parts.filter((each) => each.namespace === namespace).indexOf(part);
  return {
    id: `${namespace}/${part.name}`,
    title,
    namespace,
    place: usual.find((each) => each.namespace === namespace)?.place ?? placeOf(namespace),
    role,
    isInside: inside.includes(namespace),
    ...(kind === undefined ? {} : { kind }),
    endpoint: {
      namespace,
      namespaceLabels: namespaces.get(namespace) ?? {},
      labels,
      ports,
      addresses: [podAddress(namespaceIndex, podIndex)],
    },
  };
}

const unknownPod = { name: ANY_POD, title: "any other pod", role: "anyPod", labels: {}, ports: [] } as const;

/** Labels by namespace: those that the API server and the stack set, and those that neighbours are said to have. */
function namespaceLabels(
  registrations: readonly Registration[],
  pods: readonly Pick<Neighbour, "namespace" | "namespaceLabels">[],
): Map<string, Labels> {
  const found = new Map<string, Labels>();
  const add = (name: string, labels: Labels): unknown =>
    found.set(name, { ...found.get(name), ...labels, [NAME_LABEL]: name });
  for (const { namespace, namespaceLabels: labels = {} } of pods) add(namespace, labels);
  for (const { type, read, inputs } of registrations) {
    if (read || !NAMESPACES.includes(type)) continue;
    const { metadata } = namespaceSchema.parse(inputs);
    add(metadata.name, metadata.labels);
  }
  return found;
}

function isClosed(policies: readonly NetworkPolicy[], namespace: string): boolean {
  const pod: Pod = { namespace, namespaceLabels: {}, labels: {}, ports: [], addresses: [] };
  return isIsolated(policies, "ingress", pod) && isIsolated(policies, "egress", pod);
}

function refuseSameIds(actors: readonly Actor[]): void {
  const ids = actors.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new Error(`two workloads of one stack are named ${twice}`);
}

function sorted(actors: readonly Actor[]): Actor[] {
  return actors.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
