/** Objects with one edge each, for questions that need every edge rather than many mixtures. */
import { baselineControls, restrictedControls } from "../../../../policies/controls/podsecurity";
import { BASE_NAMES } from "./bases";
import { caseOf, POD, TEMPLATED, type Case } from "./cases";
import { FAMILIES, type Family } from "./edge-table";
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

/** A case, and the versions in which it tells something. */
export interface Dependent {
  readonly judged: Case;
  readonly versions: readonly number[];
}

/**
 * Every base as it is, in all versions in which a control changes; and objects of one edge in which the edge matters in
 * some versions and not in others, by what the checker says. Each of these is for the versions in which any control of its
 * family changes, and for the one before each. Where an edge does so on several bases alike, one of them is enough; and
 * one container, because controls read all containers alike.
 */
export function dependOnVersion(newest: number): Dependent[] {
  const found = new Map<string, Dependent>();
  const edges = EDGES.filter(({ spot }) => /^(pod|app) /.test(spot))
    .map((edge) => ({ edge, versions: changesOf(edge.family, newest) }))
    .filter(({ versions }) => versions.length > 1);
  for (const base of BASE_NAMES) {
    for (const { edge, versions } of edges.filter(({ edge: { bases } }) => bases.has(base))) {
      const judged = caseOf(POD, base, [edge]);
      const without = verdicts(caseOf(POD, base, []), versions);
      const effects = verdicts(judged, versions).map((ofLevel, level) =>
        ofLevel.map((controls, version) => difference(controls, without[level]![version]!)),
      );
      const way = JSON.stringify([edge.name, effects]);
      if (effects.some((ofLevel) => new Set(ofLevel).size > 1) && !found.has(way)) {
        found.set(way, { judged, versions });
      }
    }
  }
  const all = [...new Set(edges.flatMap(({ versions }) => versions))].sort((a, b) => a - b);
  return [...BASE_NAMES.map((base) => ({ judged: caseOf(POD, base, []), versions: all })), ...found.values()];
}

/** The versions in which a control of the family changes, by what the checker says, and the one before each. */
function changesOf(family: Family, newest: number): number[] {
  const since = [...baselineControls, ...restrictedControls]
    .filter(({ id }) => (FAMILIES[family] as readonly string[]).includes(id))
    .flatMap(({ versions }) => versions.map((version) => version.since));
  const sides = since.flatMap((minor) => [minor - 1, minor]).filter((minor) => minor >= 0 && minor <= newest);
  return [...new Set(sides)].sort((a, b) => a - b);
}

/** For each level the controls that the checker names in each version. */
function verdicts({ token, object }: Case, versions: readonly number[]): (readonly string[])[][] {
  return LEVELS.map((level) => versions.map((version) => checkerVerdict(token, object, { level, version }).controls));
}

/** What stands in one of two lists only. */
function difference(one: readonly string[], other: readonly string[]): string {
  return [...one.filter((name) => !other.includes(name)), ...other.filter((name) => !one.includes(name))].join();
}
