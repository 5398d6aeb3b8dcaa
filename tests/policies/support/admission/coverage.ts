/** Counts what a set of outcomes proves: how often each control was met from either side, and which edges took part. */
import { profile } from "../../../../policies/controls/podsecurity";
import type { Outcome } from "./comparison";
import { FAMILIES } from "./edge-table";
import type { Edge } from "./edges";
import { nameOf } from "./rooms";
import { checkerVerdict, SERVER_NAMES, type Profile } from "./verdict";

export interface Sides {
  readonly profile: string;
  /** Id of the control. */
  readonly control: string;
  /** Whether the control belongs to the profile in this version, unless a stricter one stands in for it. */
  readonly active: boolean;
  /** How often the server named the control. */
  readonly refused: number;
  /** How often it did not, though the object has an edge of this control. */
  readonly passed: number;
  /** How often it did not, though the newest version of the profile refuses the object by this control. */
  readonly tooEarly: number;
}

type Counts = Pick<Sides, "refused" | "passed" | "tooEarly">;

/** The sides of every control of each profile, those that later versions add included. */
export function sidesOf(outcomes: readonly Outcome[], profiles: readonly Profile[]): Sides[] {
  return profiles.flatMap((judged) => {
    const ids = idsOf(judged);
    const newest = idsOf({ level: judged.level, version: "latest" });
    const names = new Set(ids.map(serverName));
    const later = newest.filter((id) => !ids.includes(id) && !names.has(serverName(id)));
    const counts = count(outcomes, judged, [...ids, ...later]);
    return [...counts].map(([control, sides]) => ({
      profile: nameOf(judged),
      control,
      active: ids.includes(control),
      ...sides,
    }));
  });
}

function idsOf({ level, version }: Profile): string[] {
  return profile(level, version).map(({ control }) => control.id);
}

function count(outcomes: readonly Outcome[], judged: Profile, controls: readonly string[]): Map<string, Counts> {
  const counts = new Map(controls.map((id) => [id, { refused: 0, passed: 0, tooEarly: 0 }]));
  for (const outcome of outcomes) {
    const { token, object, edges } = outcome.case;
    const comparison =
      outcome.kind === "compared" ? outcome.comparisons.find((one) => one.profile === judged) : undefined;
    if (comparison === undefined) {
      continue;
    }
    const aims = new Set<string>(edges.flatMap(({ family }) => FAMILIES[family]));
    const newest = checkerVerdict(token, object, { level: judged.level, version: "latest" });
    for (const [id, sides] of counts) {
      if (comparison.server.controls.includes(serverName(id))) {
        sides.refused += 1;
      } else {
        sides.passed += aims.has(id) ? 1 : 0;
        sides.tooEarly += newest.controls.includes(serverName(id)) ? 1 : 0;
      }
    }
  }
  return counts;
}

function serverName(control: string): string {
  return SERVER_NAMES[control] ?? control;
}

/** Those of the edges that no valid object of the outcomes has. */
export function missedEdges(outcomes: readonly Outcome[], edges: readonly Edge[]): string[] {
  const met = new Set(outcomes.flatMap((outcome) => (outcome.kind === "compared" ? outcome.case.edges : [])));
  return edges.filter((edge) => !met.has(edge)).map(({ spot, name }) => `${spot}: ${name}`);
}
