/** Shapes of the picture. All lengths are pixels at 100 %; y grows downwards. */
import { TEXT_SIZE, TITLE_SIZE, textWidth } from "./text";
import type { Panel, Party, Row } from "./model";

/** A rectangle. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A line of text; x is its left end, y its baseline. */
export interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** An arrow: a path that ends at its head. */
export interface Line {
  readonly path: string;
  readonly label: Label;
  readonly kind: "in" | "out" | "within";
  readonly isWide: boolean;
  /** The policies that let it pass. */
  readonly by: readonly string[];
}

/** Between two arrows at one row. */
export const PITCH = 20;
/** Between an edge and what is inside. */
export const PADDING = 20;
/** Where arrows turn between a party and the labels. */
export const BEND = 64;
/** Between two vertical parts of arrows within a panel. */
export const LANE = 14;

/** Where the columns are, the same for all panels of a picture. */
export interface Columns {
  readonly partyWidth: number;
  readonly left: number;
  readonly frameLeft: number;
  readonly rowLeft: number;
  readonly rowRight: number;
  /** Room for labels between a row and the first lane. */
  readonly innerLabel: number;
  readonly frameRight: number;
  /** Left end of the parties at the right. */
  readonly right: number;
  readonly width: number;
}

/** Makes room for the widest text of each column. */
export function columnsOf(panels: readonly Panel[]): Columns {
  const parties = panels.flatMap(({ sources, targets }) => [...sources, ...targets]);
  const labelWidth = (labelled: readonly { readonly label: string }[]): number =>
    24 + widest(labelled.map(({ label }) => label));
  const buses = panels.flatMap(({ within }) => within);
  const partyWidth = Math.max(150, boxWidth(parties));
  const frameLeft = PADDING + partyWidth + BEND + labelWidth(panels.flatMap(({ inward }) => inward));
  const rowLeft = frameLeft + PADDING;
  const rowRight = rowLeft + Math.max(220, boxWidth(panels.flatMap(({ rows }) => rows)));
  const innerLabel = labelWidth(buses) + 4;
  const lanes = Math.max(0, ...panels.map(({ within }) => within.length));
  const frameRight = rowRight + PADDING + (lanes === 0 ? 0 : innerLabel + lanes * LANE);
  const right = frameRight + labelWidth(panels.flatMap(({ outward }) => outward)) + BEND;
  return {
    partyWidth,
    left: PADDING,
    frameLeft,
    rowLeft,
    rowRight,
    innerLabel,
    frameRight,
    right,
    width: right + partyWidth + PADDING,
  };
}

/** Least height of a box with a title and these lines below it. */
export function boxHeight({ details }: Pick<Row | Party, "details">): number {
  return 30 + 14 * Math.max(1, details.length);
}

/** Vertical places around a centre, `pitch` apart. */
export function around(centre: number, count: number, pitch: number): number[] {
  return Array.from({ length: count }, (_, index) => centre + (index - (count - 1) / 2) * pitch);
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => textWidth(text, TEXT_SIZE)));
}

function boxWidth(boxes: readonly (Row | Party)[]): number {
  const titles = boxes.map(({ title }) => textWidth(title, TITLE_SIZE, true));
  return 24 + Math.max(0, ...titles, widest(boxes.flatMap(({ details }) => details)));
}
