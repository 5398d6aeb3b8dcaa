/** What text and picture tell of a stack's flows. */
import type { Actor } from "./actors";
import { INTERNET, METADATA } from "./addresses";
import { isPod, selectsPod } from "./evaluator";
import { identityLines } from "./identities";
import { flowLines, flowsOf, type FlowLine } from "./matrix";
import type { World } from "./world";

/** A namespace of the stack with those in it. */
export interface NamespaceSummary {
  readonly name: string;
  readonly isClosed: boolean;
  /** Its workloads, and the pod that stands for any other if it has a flow. */
  readonly members: readonly {
    readonly actor: Actor;
    /** Ids of the exemptions that the policies of its pods carry. */
    readonly exemptions: readonly string[];
    readonly lines: readonly FlowLine[];
    /** Whom the mesh admits, in words; empty outside a mesh. */
    readonly identities: readonly string[];
  }[];
}

/** All flows of a stack, and who has none. */
export interface Summary {
  readonly stack: string;
  readonly namespaces: readonly NamespaceSummary[];
  /** By place, who was asked about and may not talk to the stack. */
  readonly unreached: readonly { readonly place: string; readonly titles: readonly string[] }[];
}

/** Summarises a world. */
export function summarise(stack: string, world: World): Summary {
  const flows = flowsOf(world);
  const lines = flowLines(world, flows);
  const outside = world.actors.filter((actor) => !actor.isInside && isAlwaysAsked(actor));
  const unreached = outside.filter((actor) => !flows.some(({ from }) => from === actor));
  return {
    stack,
    namespaces: world.namespaces.map(({ name, isClosed }) => ({
      name,
      isClosed,
      members: world.actors
        .filter(({ namespace }) => namespace === name)
        .map((actor) => ({
          actor,
          exemptions: exemptionsOf(world, actor),
          lines: lines.filter(({ workload }) => workload === actor),
          identities: isPod(actor.endpoint) ? identityLines(world.meshPolicies, actor.endpoint) : [],
        }))
        .filter(({ actor, lines: own }) => actor.role === "workload" || own.length > 0),
    })),
    unreached: [...new Set(unreached.map(({ place }) => place))].map((place) => ({
      place,
      titles: unreached.filter((actor) => actor.place === place).map(({ title }) => title),
    })),
  };
}

/** Blocks of addresses are there only because a policy names them. */
function isAlwaysAsked({ id, role }: Actor): boolean {
  return role !== "addresses" || id === INTERNET || id === METADATA;
}

function exemptionsOf({ policies }: World, { endpoint }: Actor): string[] {
  if (!isPod(endpoint)) return [];
  const own = policies.filter((policy) => selectsPod(policy, endpoint));
  return [...new Set(own.flatMap(({ exemptions }) => exemptions))].sort();
}
