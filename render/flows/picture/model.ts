/** What the picture shows: per namespace its workloads, those outside at both sides, and the arrows between them. */
import { INTERNET } from "../addresses";
import { isAmongReplicas, type FlowLine, type Others } from "../matrix";
import { describePorts } from "../port-set";
import type { NamespaceSummary } from "../summary";
import { TEXT_SIZE, TITLE_SIZE, textWidth, wrapped } from "./text";

/** One namespace. */
export interface Panel {
  readonly name: string;
  readonly isClosed: boolean;
  readonly rows: readonly Row[];
  /** Those who reach in, at the left. */
  readonly sources: readonly Party[];
  /** Those who are reached, at the right. */
  readonly targets: readonly Party[];
  readonly inward: readonly Arrow[];
  readonly outward: readonly Arrow[];
  readonly within: readonly Bus[];
}

/** A workload, or what holds for all of them. */
export interface Row {
  readonly id: string;
  readonly title: string;
  /** Lines below the title. */
  readonly details: readonly string[];
  /** Stands for every workload of the namespace. */
  readonly isEvery: boolean;
}

/** Somebody outside the namespace. */
export interface Party {
  readonly id: string;
  readonly title: string;
  /** Lines below the title. */
  readonly details: readonly string[];
  /** Wide: more than one may know by name. */
  readonly isWide: boolean;
}

/** Between a row and a party. */
export interface Arrow {
  readonly row: string;
  readonly party: string;
  readonly label: string;
  readonly isWide: boolean;
  /** The policies that let it pass. */
  readonly by: readonly string[];
}

/** From several rows to one, at the same ports. */
export interface Bus {
  readonly from: readonly string[];
  readonly to: string;
  readonly label: string;
  readonly by: readonly string[];
}

/** Stands for every workload of a namespace. */
const EVERY = "*";
/** Where the lines below a title are broken. */
const DETAIL_WIDTH = 215;

/** The panel of a namespace. */
export function panelOf({ name, isClosed, members }: NamespaceSummary): Panel {
  const lines = members.flatMap((member) => member.lines);
  const crossing = crossings(members.map((member) => member.lines.filter((line) => !isWithin(line, name))));
  const every = crossing.some(({ row }) => row === EVERY);
  return {
    name,
    isClosed,
    rows: [
      ...(every ? [{ id: EVERY, title: "every workload here", details: [], isEvery: true }] : []),
      ...members.map(({ actor, exemptions, identities }) => ({
        id: actor.id,
        title: actor.title,
        details: [
          ...(actor.kind === undefined ? [] : [actor.kind]),
          ...(identities.length === 0 ? [] : ["mesh identity required"]),
          ...exemptions.map((id) => `exemption ${id}`),
        ],
        isEvery: false,
      })),
    ],
    sources: partiesOf(crossing, "in"),
    targets: partiesOf(crossing, "out"),
    inward: crossing.filter(({ line }) => line.direction === "in").map(arrow),
    outward: crossing.filter(({ line }) => line.direction === "out").map(arrow),
    within: buses(lines.filter((line) => isWithin(line, name))),
  };
}

/** A line that leaves the panel, at the row where it is drawn. */
interface Crossing {
  readonly row: string;
  readonly line: FlowLine;
  readonly by: readonly string[];
}

/** Lines that all workloads have in common are drawn once, the others at their own. */
function crossings(lists: readonly (readonly FlowLine[])[]): Crossing[] {
  const [first = [], ...rest] = lists;
  const shared =
    rest.length === 0
      ? []
      : first.filter((line) => rest.every((list) => list.some((each) => keyOf(each) === keyOf(line))));
  const keys = new Set(shared.map(keyOf));
  const all = lists.flat();
  return [
    ...shared.map((line) => ({
      row: EVERY,
      line,
      by: all.filter((each) => keyOf(each) === keyOf(line)).flatMap(({ by }) => by),
    })),
    ...all.filter((line) => !keys.has(keyOf(line))).map((line) => ({ row: line.workload.id, line, by: line.by })),
  ];
}

/** Between two rows of the panel; each such flow is told once, where it goes out. */
function isWithin({ others }: FlowLine, namespace: string): boolean {
  return others.kind === "one" && others.actor.isInside && others.actor.namespace === namespace;
}

function keyOf({ direction, others, ports }: FlowLine): string {
  return [direction, party(others).id, describePorts(ports)].join(" ");
}

function arrow({ row, line: { others, ports }, by }: Crossing): Arrow {
  const { id, isWide } = party(others);
  return { row, party: id, label: describePorts(ports), isWide, by: [...new Set(by)].sort() };
}

function party(others: Others): Party {
  if (others.kind === "anywhere") {
    return { id: "anywhere", title: "anywhere", details: ["everybody outside the stack"], isWide: true };
  }
  const { id, title, place } = others.actor;
  const [head, rest] = others.kind === "namespace" ? ["any pod", []] : shortened(title);
  const details = [...rest, place].flatMap((text) => wrapped(text.split(" "), " ", TEXT_SIZE, DETAIL_WIDTH));
  return { id, title: head, details: details.filter((text) => text !== ""), isWide: id === INTERNET };
}

/** A long title keeps its first word, and the rest goes below it. */
function shortened(title: string): readonly [string, readonly string[]] {
  if (textWidth(title, TITLE_SIZE, true) <= DETAIL_WIDTH) return [title, []];
  const [first = title, ...others] = title.split(" ");
  return [first, [others.join(" ")]];
}

function partiesOf(crossing: readonly Crossing[], direction: FlowLine["direction"]): Party[] {
  const parties = crossing.filter(({ line }) => line.direction === direction).map(({ line }) => party(line.others));
  return [...new Map(parties.map((each) => [each.id, each])).values()];
}

function buses(lines: readonly FlowLine[]): Bus[] {
  const told = lines.filter((line) => line.direction === "out" || isAmongReplicas(line));
  const groups = new Map<string, Bus>();
  for (const { workload, others, ports, by } of told) {
    if (others.kind !== "one") continue;
    const label = describePorts(ports);
    const key = `${others.actor.id} ${label}`;
    const before = groups.get(key) ?? { from: [], to: others.actor.id, label, by: [] };
    groups.set(key, {
      ...before,
      from: [...before.from, workload.id],
      by: [...new Set([...before.by, ...by])].sort(),
    });
  }
  return [...groups.values()];
}
