/** Where everything of one panel goes; y is counted from the panel's top. */
import { BEND, LANE, PADDING, type Box, type Columns, type Line } from "./geometry";
import type { Arrow, Bus, Panel, Party } from "./model";
import { placeParties, type PlacedParty } from "./parties";
import { placeRows, type PlacedRow, type Rows } from "./rows";

/** A panel with its places. */
export interface PanelLayout {
  readonly name: string;
  readonly isClosed: boolean;
  readonly frame: Box;
  readonly rows: readonly PlacedRow[];
  readonly parties: readonly PlacedParty[];
  readonly lines: readonly Line[];
  readonly height: number;
}

/** Lays one panel out. */
export function layoutPanel(panel: Panel, columns: Columns): PanelLayout {
  const rough = rankByRows(panel);
  // The first placing orders the parties, the second the arrows by where the parties came to stand.
  const first = place(panel, columns, rough);
  const { rows, left, right } = place(panel, columns, rankByPlace([...first.left, ...first.right]));
  const bottom = Math.max(...[...rows.rows, ...left, ...right].map(({ box }) => box.y + box.height));
  const height = bottom + PADDING;
  return {
    name: panel.name,
    isClosed: panel.isClosed,
    frame: { x: columns.frameLeft, y: 0, width: columns.frameRight - columns.frameLeft, height },
    rows: rows.rows,
    parties: [...left, ...right],
    lines: [
      ...panel.inward.map((arrow) => inwardLine(arrow, left, rows, columns)),
      ...panel.outward.map((arrow) => outwardLine(arrow, right, rows, columns)),
      ...busLines(panel.within, rows, columns),
    ],
    height,
  };
}

type Rank = (arrow: Arrow) => number;

function place(panel: Panel, columns: Columns, rank: Rank): { rows: Rows; left: PlacedParty[]; right: PlacedParty[] } {
  const rows = placeRows(panel, columns, rank);
  return {
    rows,
    left: placeParties(panel.sources, panel.inward, rows.atArrow, columns.left, columns),
    right: placeParties(panel.targets, panel.outward, rows.atArrow, columns.right, columns),
  };
}

/** By the mean of the rows that a party has to do with. */
function rankByRows({ rows, sources, targets, inward, outward }: Panel): Rank {
  const means = (parties: readonly Party[], arrows: readonly Arrow[]): [Arrow, number][] =>
    parties.flatMap(({ id }) => {
      const own = arrows.filter(({ party }) => party === id);
      const sum = own.reduce((total, { row }) => total + rows.findIndex((each) => each.id === row), 0);
      return own.map((arrow): [Arrow, number] => [arrow, sum / own.length]);
    });
  const ranks = new Map([...means(sources, inward), ...means(targets, outward)]);
  return (arrow) => ranks.get(arrow) ?? 0;
}

function rankByPlace(parties: readonly PlacedParty[]): Rank {
  const ranks = new Map(parties.flatMap(({ box, anchors }) => [...anchors.keys()].map((arrow) => [arrow, box.y])));
  return (arrow) => ranks.get(arrow) ?? 0;
}

function inwardLine(arrow: Arrow, parties: readonly PlacedParty[], { atArrow }: Rows, columns: Columns): Line {
  const start = columns.left + columns.partyWidth;
  const turn = start + BEND;
  const y = atArrow(arrow);
  return {
    path: `M${start} ${anchorOf(arrow, parties)} ${curve(start, turn, anchorOf(arrow, parties), y)} H${columns.rowLeft}`,
    label: { x: turn + 8, y: y - 4, text: arrow.label },
    kind: "in",
    isWide: arrow.isWide,
    by: arrow.by,
  };
}

function outwardLine(arrow: Arrow, parties: readonly PlacedParty[], { atArrow }: Rows, columns: Columns): Line {
  const turn = columns.right - BEND;
  const y = atArrow(arrow);
  return {
    path: `M${columns.rowRight} ${y} H${turn} ${curve(turn, columns.right, y, anchorOf(arrow, parties))}`,
    label: { x: columns.frameRight + 8, y: y - 4, text: arrow.label },
    kind: "out",
    isWide: arrow.isWide,
    by: arrow.by,
  };
}

function anchorOf(arrow: Arrow, parties: readonly PlacedParty[]): number {
  return parties.find(({ id }) => id === arrow.party)?.anchors.get(arrow) ?? 0;
}

/** From one height to another with level ends. */
function curve(fromX: number, toX: number, fromY: number, toY: number): string {
  const middle = (fromX + toX) / 2;
  return `C${middle} ${fromY} ${middle} ${toY} ${toX} ${toY}`;
}

/** Arrows within the panel run at the right of its rows, each bus in the nearest lane that is free all the way. */
function busLines(buses: readonly Bus[], { atSource, atTarget }: Rows, columns: Columns): Line[] {
  const spans = buses
    .map((bus) => {
      const ends = [atTarget(bus), ...bus.from.map((row) => atSource(bus, row))];
      return { bus, top: Math.min(...ends), bottom: Math.max(...ends) };
    })
    .sort((a, b) => a.bottom - a.top - (b.bottom - b.top));
  const lanes: { top: number; bottom: number }[][] = [];
  return spans.flatMap(({ bus, top, bottom }) => {
    const isFree = (lane: { top: number; bottom: number }[]): boolean =>
      lane.every((taken) => bottom + LANE < taken.top || taken.bottom + LANE < top);
    const found = lanes.findIndex(isFree);
    const lane = found < 0 ? lanes.push([]) - 1 : found;
    lanes[lane]?.push({ top, bottom });
    const x = columns.rowRight + columns.innerLabel + lane * LANE;
    const y = atTarget(bus);
    return bus.from.map((row): Line => ({
      path: `M${columns.rowRight} ${atSource(bus, row)} ${detour(x, atSource(bus, row), y)} H${columns.rowRight}`,
      label: { x: columns.rowRight + 14, y: y - 4, text: bus.label },
      kind: "within",
      isWide: false,
      by: bus.by,
    }));
  });
}

/** Out to a lane, along it, and back, with round corners. */
function detour(x: number, fromY: number, toY: number): string {
  const radius = Math.min(6, Math.abs(toY - fromY) / 2);
  const turn = toY > fromY ? radius : -radius;
  return `H${x - radius} Q${x} ${fromY} ${x} ${fromY + turn} V${toY - turn} Q${x} ${toY} ${x - radius} ${toY}`;
}
