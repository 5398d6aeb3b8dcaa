/** Objects with one edge each, for questions that need every edge rather than many mixtures. */
import { baselineControls, restrictedControls } from "../../../../policies/controls/podsecurity";
import { BASE_NAMES } from "./bases";
import { caseOf, POD, TEMPLATED, type Case } from "./cases";
import { EDGES, type Edge } from "./edges";
import { LEVELS } from "./rooms";
import { checkerVerdict } from "./verdict";

/** The edge on the first base that takes it: as a pod, and as a template of some kind. */
function pairOf(edge: Edge, index: number): Case[] {
  const base = BASE_NAMES.find((name) => edge.bases.has(name))!;
  return [POD, TEMPLATED[index % TEMPLATED.length]!].map((token) => caseOf(token, base, [edge]));
}

/** Every edge by itself. */
export const singleEdges: readonly Case[] = EDGES.flatMap(pairOf);

/** The versions at which a control changes, by what the checker says, each with the one before it. */
export function changesUpTo(newest: number): number[] {
  const since = [...baselineControls, ...restrictedControls].flatMap(({ versions }) =>
    versions.map((version) => version.since),
  );
  const sides = since.flatMap((minor) => [minor - 1, minor]).filter((minor) => minor >= 0 && minor <= newest);
  return [...new Set([...sides, newest])].sort((a, b) => a - b);
}

/**
 * Objects of one edge in which the edge matters in some of the versions and not in others: one object for each way in
 * which a family of edges depends on the version, by what the checker says. Controls read all containers alike, so that
 * one container is enough.
 */
export function dependOnVersion(versions: readonly number[]): Case[] {
  const found = new Map<string, Case>();
  for (const base of BASE_NAMES) {
    const without = verdicts(caseOf(POD, base, []), versions);
    for (const edge of EDGES.filter(({ bases, spot }) => bases.has(base) && /^(pod|app) /.test(spot))) {
      const judged = caseOf(POD, base, [edge]);
      const effects = verdicts(judged, versions).map((ofLevel, level) =>
        ofLevel.map((controls, version) => difference(controls, without[level]![version]!)),
      );
      const way = JSON.stringify([edge.family, effects]);
      if (effects.some((ofLevel) => new Set(ofLevel).size > 1) && !found.has(way)) {
        found.set(way, judged);
      }
    }
  }
  return [...found.values()];
}

/** For each level the controls that the checker names in each version. */
function verdicts({ token, object }: Case, versions: readonly number[]): (readonly string[])[][] {
  return LEVELS.map((level) => versions.map((version) => checkerVerdict(token, object, { level, version }).controls));
}

/** What stands in one of two lists only. */
function difference(one: readonly string[], other: readonly string[]): string {
  return [...one.filter((name) => !other.includes(name)), ...other.filter((name) => !one.includes(name))].join();
}
