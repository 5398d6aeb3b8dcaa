/** Who may talk to whom: every pair of which the stack runs at least one end. */
import type { Actor } from "./actors";
import { INTERNET, METADATA } from "./addresses";
import { connection } from "./evaluator";
import type { NetworkPolicy } from "./network-policy";
import { describePorts, type PortSet } from "./port-set";
import type { World } from "./world";

/** What passes from one to another. */
export interface Flow {
  readonly from: Actor;
  readonly to: Actor;
  readonly ports: PortSet;
  /** Names of the policies that let it pass, at both ends, sorted. */
  readonly by: readonly string[];
}

/** One line for people: what passes between a workload and one or several others of whom the same holds. */
export interface FlowLine {
  readonly workload: Actor;
  /** Seen from the workload. */
  readonly direction: "in" | "out";
  readonly others: Others;
  readonly ports: PortSet;
  readonly by: readonly string[];
}

/** Those at the other end of a line. */
export type Others =
  | { readonly kind: "one"; readonly actor: Actor }
  /** Whatever pod of a namespace, known or not; `actor` stands for them. */
  | { readonly kind: "namespace"; readonly actor: Actor }
  /** Everybody outside the stack's namespaces, in the cluster and out of it. */
  | { readonly kind: "anywhere" };

/** Every flow, in the order of the actors. A workload's flow to itself is one between its replicas. */
export function flowsOf({ policies, actors }: World): Flow[] {
  return actors.flatMap((from) =>
    actors
      .filter((to) => from.isInside || to.isInside)
      .flatMap((to) => {
        const { ports, egress, ingress } = connection(policies, from.endpoint, to.endpoint);
        return ports.length === 0 ? [] : [{ from, to, ports, by: namesOf([...egress.by, ...ingress.by]) }];
      }),
  );
}

/**
 * The lines of every actor of the stack's namespaces, those in before those out. What holds for all pods of a namespace,
 * or for everybody outside the stack, is one line; whoever differs has a line besides.
 */
export function flowLines(world: World, flows: readonly Flow[]): FlowLine[] {
  return world.actors
    .filter(({ isInside }) => isInside)
    .flatMap((workload) => (["in", "out"] as const).flatMap((direction) => linesOf(world, flows, workload, direction)));
}

/** Whether a line is between the replicas of one workload. */
export function isAmongReplicas({ workload, others }: Pick<FlowLine, "workload" | "others">): boolean {
  return others.kind === "one" && others.actor === workload;
}

interface Part {
  readonly actor: Actor;
  readonly ports: PortSet;
  readonly by: readonly string[];
}

function linesOf(world: World, flows: readonly Flow[], workload: Actor, direction: FlowLine["direction"]): FlowLine[] {
  // What passes between replicas is told once, as what comes in.
  const own = flows.filter(({ from, to }) => (direction === "in" ? to === workload : from === workload && to !== from));
  const parts = own.map(({ from, to, ports, by }): Part => ({ actor: direction === "in" ? from : to, ports, by }));
  const line = (others: Others, { ports, by }: Part): FlowLine => ({ workload, direction, others, ports, by });
  const outside = parts.filter(({ actor }) => !actor.isInside);
  const isAnywhere = outside.length === world.actors.filter(({ isInside }) => !isInside).length && areSame(outside);
  const [first] = outside;
  const rest = isAnywhere ? parts.filter(({ actor }) => actor.isInside) : parts;
  return [
    ...(isAnywhere && first !== undefined ? [line({ kind: "anywhere" }, first)] : []),
    ...byNamespace(rest).flatMap((group) => linesOfNamespace(group, line)),
  ];
}

/** The pod without labels speaks for its namespace, the internet for all blocks of addresses. */
function linesOfNamespace(group: readonly Part[], line: (others: Others, part: Part) => FlowLine): FlowLine[] {
  const general = group.find(({ actor }) => actor.role === "anyPod" || actor.id === INTERNET);
  const isMeant = (part: Part): boolean =>
    general !== undefined && keyOf(part) === keyOf(general) && part.actor.id !== METADATA && part !== general;
  return group
    .filter((part) => !isMeant(part))
    .map((part) =>
      line(
        part.actor.role === "anyPod" ? { kind: "namespace", actor: part.actor } : { kind: "one", actor: part.actor },
        part,
      ),
    );
}

function byNamespace(parts: readonly Part[]): Part[][] {
  const groups = new Map<string | undefined, Part[]>();
  for (const part of parts) {
    groups.set(part.actor.namespace, [...(groups.get(part.actor.namespace) ?? []), part]);
  }
  return [...groups.entries()].sort(([a = "~"], [b = "~"]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function areSame(parts: readonly Part[]): boolean {
  return new Set(parts.map(keyOf)).size === 1;
}

function keyOf({ ports, by }: Part): string {
  return `${describePorts(ports)} by ${by.join()}`;
}

function namesOf(policies: readonly NetworkPolicy[]): string[] {
  return [...new Set(policies.map(({ name }) => name))].sort();
}
