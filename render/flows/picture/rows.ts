/** Where the workloads of a panel stand, and where at them each arrow arrives or leaves. */
import { PITCH, around, boxHeight, type Box, type Columns } from "./geometry";
import type { Arrow, Bus, Panel, Row } from "./model";

/** A row with its place. */
export interface PlacedRow extends Row {
  readonly box: Box;
}

/** The rows, and the heights at which arrows meet them. */
export interface Rows {
  readonly rows: readonly PlacedRow[];
  /** Where an arrow meets its row. */
  readonly atArrow: (arrow: Arrow) => number;
  /** Where a bus leaves one of its rows. */
  readonly atSource: (bus: Bus, row: string) => number;
  /** Where a bus arrives. */
  readonly atTarget: (bus: Bus) => number;
}

const HEADER = 44;
const ROW_GAP = 14;
/** More than there are rows: what goes out of the panel stands between what goes up and what goes down. */
const FAR = 1e6;

/** One end of an arrow at a row. */
interface End {
  /** Decides the order from top to bottom. */
  readonly rank: number;
  /** Takes the height at which the end stands. */
  readonly place: (y: number) => void;
}

/**
 * Places rows below each other, each as high as its arrows need.
 * @param rankOf where the party of an arrow stands, from top to bottom.
 */
export function placeRows(panel: Panel, columns: Columns, rankOf: (arrow: Arrow) => number): Rows {
  const arrows = new Map<Arrow, number>();
  const sources = new Map<Bus, Map<string, number>>(panel.within.map((bus) => [bus, new Map()]));
  const targets = new Map<Bus, number>();
  const arrowEnds = (list: readonly Arrow[], row: Row): End[] =>
    list
      .filter((arrow) => arrow.row === row.id)
      .map((arrow) => ({ rank: rankOf(arrow), place: (y) => void arrows.set(arrow, y) }));
  const placeOf = (id: string): number => panel.rows.findIndex((row) => row.id === id);
  const busEnds = (row: Row, index: number): End[] => {
    const beside = (other: number): number => (other < index ? other - FAR : other + FAR);
    return panel.within.flatMap((bus) => {
      const farthest = bus.from.map(placeOf).sort((a, b) => Math.abs(b - index) - Math.abs(a - index))[0] ?? index;
      const arriving: End = { rank: beside(farthest) + 0.5, place: (y) => void targets.set(bus, y) };
      const leaving: End = { rank: beside(placeOf(bus.to)), place: (y) => void sources.get(bus)?.set(row.id, y) };
      return [...(bus.to === row.id ? [arriving] : []), ...(bus.from.includes(row.id) ? [leaving] : [])];
    });
  };

  const rows: PlacedRow[] = [];
  let y = HEADER;
  panel.rows.forEach((row, index) => {
    const left = arrowEnds(panel.inward, row);
    const right = [...arrowEnds(panel.outward, row), ...busEnds(row, index)];
    const height = Math.max(boxHeight(row), PITCH * Math.max(left.length, right.length) + 10);
    for (const ends of [left, right]) {
      const places = around(y + height / 2, ends.length, PITCH);
      ends
        .sort((a, b) => a.rank - b.rank)
        .forEach(({ place }, nth) => {
          place(places[nth] ?? y);
        });
    }
    rows.push({ ...row, box: { x: columns.rowLeft, y, width: columns.rowRight - columns.rowLeft, height } });
    y += height + ROW_GAP;
  });
  return {
    rows,
    atArrow: (arrow) => arrows.get(arrow) ?? 0,
    atSource: (bus, row) => sources.get(bus)?.get(row) ?? 0,
    atTarget: (bus) => targets.get(bus) ?? 0,
  };
}
