/** Where the workloads of a panel stand, and where at them each arrow arrives or leaves. */
import { PITCH, around, boxHeight, type Box, type Columns } from "./geometry";
import type { Arrow, Bus, Panel, Row } from "./model";

/** A row with its place. */
export interface PlacedRow extends Row {
  readonly box: Box;
}

/** The rows, and the height at which an arrow meets its row. */
export interface Rows {
  readonly rows: readonly PlacedRow[];
  readonly at: (end: Arrow | Bus, row: string) => number;
  readonly atTarget: (bus: Bus) => number;
}

const HEADER = 44;
const ROW_GAP = 14;

/** One end of an arrow at a row. */
interface End {
  readonly of: Arrow | Bus;
  readonly isTarget: boolean;
  /** Decides the order from top to bottom. */
  readonly rank: number;
}

/**
 * Places rows below each other, each as high as its arrows need.
 * @param rankOf where the party of an arrow stands, from top to bottom.
 */
export function placeRows(panel: Panel, columns: Columns, rankOf: (arrow: Arrow) => number): Rows {
  const heights = new Map<string, number>();
  const key = (end: Arrow | Bus, row: string, isTarget: boolean): string =>
    [row, isTarget, [...panel.inward, ...panel.outward].indexOf(end as Arrow), panel.within.indexOf(end as Bus)].join();
  const rows: PlacedRow[] = [];
  let y = HEADER;
  panel.rows.forEach((row, index) => {
    const left = inwardEnds(panel, row, rankOf);
    const right = [...outwardEnds(panel, row, rankOf), ...busEnds(panel, row, index)].sort((a, b) => a.rank - b.rank);
    const height = Math.max(boxHeight(row), PITCH * Math.max(left.length, right.length) + 10);
    for (const ends of [left, right]) {
      const places = around(y + height / 2, ends.length, PITCH);
      ends.forEach(({ of, isTarget }, nth) => heights.set(key(of, row.id, isTarget), places[nth] ?? y));
    }
    rows.push({ ...row, box: { x: columns.rowLeft, y, width: columns.rowRight - columns.rowLeft, height } });
    y += height + ROW_GAP;
  });
  const find = (end: Arrow | Bus, row: string, isTarget: boolean): number => heights.get(key(end, row, isTarget)) ?? 0;
  return { rows, at: (end, row) => find(end, row, false), atTarget: (bus) => find(bus, bus.to, true) };
}

function inwardEnds({ inward }: Panel, row: Row, rankOf: (arrow: Arrow) => number): End[] {
  return inward
    .filter((arrow) => arrow.row === row.id)
    .map((of) => ({ of, isTarget: false, rank: rankOf(of) }))
    .sort((a, b) => a.rank - b.rank);
}

function outwardEnds({ outward }: Panel, row: Row, rankOf: (arrow: Arrow) => number): End[] {
  return outward.filter((arrow) => arrow.row === row.id).map((of) => ({ of, isTarget: false, rank: rankOf(of) }));
}

/** Ends of arrows within the panel: above those that go out if the other end is above, below them otherwise. */
function busEnds({ within, rows }: Panel, row: Row, index: number): End[] {
  const placeOf = (id: string): number => rows.findIndex((each) => each.id === id);
  const beside = (other: number): number => (other < index ? other - 1e6 : other + 1e6);
  return within.flatMap((of) => {
    const farthest = of.from.map(placeOf).sort((a, b) => Math.abs(b - index) - Math.abs(a - index))[0] ?? index;
    return [
      ...(of.to === row.id ? [{ of, isTarget: true, rank: beside(farthest) + 0.5 }] : []),
      ...(of.from.includes(row.id) ? [{ of, isTarget: false, rank: beside(placeOf(of.to)) }] : []),
    ];
  });
}
