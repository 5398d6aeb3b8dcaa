/** Where those outside a namespace stand: as near to their arrows as they can. */
import { around, boxHeight, type Box, type Columns } from "./geometry";
import type { Arrow, Party } from "./model";

/** A party with its place. */
export interface PlacedParty extends Party {
  readonly box: Box;
  /** The height at which each of its arrows begins or ends. */
  readonly anchors: ReadonlyMap<Arrow, number>;
}

const GAP = 10;
const ANCHOR_PITCH = 9;

/**
 * Stacks the parties of one side without overlap.
 * @param at the height of an arrow at its row.
 */
export function placeParties(
  parties: readonly Party[],
  arrows: readonly Arrow[],
  at: (arrow: Arrow) => number,
  x: number,
  { partyWidth }: Columns,
): PlacedParty[] {
  const wanted = parties
    .map((party) => {
      const own = arrows.filter((arrow) => arrow.party === party.id).sort((a, b) => at(a) - at(b));
      const centre = own.reduce((sum, arrow) => sum + at(arrow), 0) / Math.max(1, own.length);
      return { party, own, centre, height: Math.max(boxHeight(party), ANCHOR_PITCH * (own.length - 1) + 20) };
    })
    .sort((a, b) => a.centre - b.centre || (a.party.id < b.party.id ? -1 : 1));
  const tops = stacked(wanted.map(({ centre, height }) => ({ top: centre - height / 2, height })));
  return wanted.map(({ party, own, height }, index) => {
    const y = tops[index] ?? 0;
    const places = around(y + height / 2, own.length, ANCHOR_PITCH);
    return {
      ...party,
      box: { x, y, width: partyWidth, height },
      anchors: new Map(own.map((arrow, nth) => [arrow, places[nth] ?? y])),
    };
  });
}

/**
 * Moves boxes that would overlap apart, as little as possible: those that touch become one block, which stands where the
 * mean of its members wants to be, but never above the first line.
 */
export function stacked(wanted: readonly { readonly top: number; readonly height: number }[]): number[] {
  interface Block {
    /** Mean of what the members want, as the top of the block. */
    top: number;
    count: number;
    height: number;
  }
  const blocks: Block[] = [];
  for (const { top, height } of wanted) {
    let block: Block = { top: Math.max(0, top), count: 1, height };
    for (
      let before = blocks.at(-1);
      before !== undefined && before.top + before.height + GAP > block.top;
      before = blocks.at(-1)
    ) {
      blocks.pop();
      const shifted = block.top - before.height - GAP;
      block = {
        top: Math.max(0, (before.top * before.count + shifted * block.count) / (before.count + block.count)),
        count: before.count + block.count,
        height: before.height + GAP + block.height,
      };
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ top, count }, nth) => {
    const first = blocks.slice(0, nth).reduce((sum, each) => sum + each.count, 0);
    let y = Math.round(top);
    return wanted.slice(first, first + count).map(({ height }) => {
      const own = y;
      y += height + GAP;
      return own;
    });
  });
}
