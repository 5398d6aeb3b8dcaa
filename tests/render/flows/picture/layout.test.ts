import assert from "node:assert/strict";
import * as fc from "fast-check";
import { columnsOf, type Box, type Columns } from "../../../../render/flows/picture/geometry";
import { layoutPanel, type PanelLayout } from "../../../../render/flows/picture/layout";
import { panelOf, type Panel } from "../../../../render/flows/picture/model";
import { TEXT_SIZE, textWidth } from "../../../../render/flows/picture/text";
import { summarise } from "../../../../render/flows/summary";
import { worldOf } from "../../../../render/flows/world";
import { exampleStack, places } from "../example";

const labels = ["TCP 53; UDP 53", "TCP 443", "TCP 8080, 9090", "all ports"];
const ids = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

/** Panels of every size: rows, parties and arrows between them at random. */
const panel: fc.Arbitrary<Panel> = fc
  .record({
    rows: fc.integer({ min: 1, max: 8 }),
    sources: fc.nat(7),
    targets: fc.nat(7),
    seed: fc.infiniteStream(fc.nat(1000)),
  })
  .map(({ rows: rowCount, sources: sourceCount, targets: targetCount, seed }) => {
    const draw = (limit: number): number => (seed.next().value ?? 0) % limit;
    const rows = ids("row-", rowCount).map((id) => ({
      id,
      title: id,
      details: ids("detail ", draw(3)),
      isEvery: false,
    }));
    const party = (id: string): Panel["sources"][number] => ({
      id,
      title: id,
      details: ids("place ", draw(4)),
      isWide: false,
    });
    const arrows = (parties: readonly string[]): Panel["inward"] =>
      parties.flatMap((id) =>
        Array.from({ length: 1 + draw(4) }, () => ({
          row: `row-${draw(rowCount)}`,
          party: id,
          label: labels[draw(4)]!,
          isWide: false,
          by: [],
        })),
      );
    const [sources, targets] = [ids("source-", sourceCount), ids("target-", targetCount)];
    return {
      name: "shop-dev",
      isClosed: true,
      rows,
      sources: sources.map(party),
      targets: targets.map(party),
      inward: arrows(sources),
      outward: arrows(targets),
      within: Array.from({ length: draw(6) }, (_, index) => ({
        from: [...new Set([`row-${draw(rowCount)}`, `row-${draw(rowCount)}`])],
        to: `row-${draw(rowCount)}`,
        label: `TCP ${index}`,
        by: [],
      })),
    };
  });

/** As a rectangle. */
const labelBox = ({ x, y, text }: { x: number; y: number; text: string }): Box => ({
  x,
  y: y - TEXT_SIZE,
  width: textWidth(text, TEXT_SIZE),
  height: TEXT_SIZE + 2,
});
const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const contains = (outer: Box, inner: Box): boolean =>
  outer.x <= inner.x &&
  inner.x + inner.width <= outer.x + outer.width &&
  outer.y <= inner.y &&
  inner.y + inner.height <= outer.y + outer.height;

function noneOverlap(boxes: readonly Box[]): void {
  boxes.forEach((one, index) => {
    const other = boxes.slice(index + 1).find((each) => overlap(one, each));
    assert.equal(other, undefined, JSON.stringify([one, other]));
  });
}

function check(layout: PanelLayout, columns: Columns): void {
  const { rows, parties, lines, frame, height } = layout;
  const boxes = [...rows, ...parties].map(({ box }) => box);
  noneOverlap(boxes);
  assert.ok(
    rows.every(({ box }) => contains(frame, box)),
    "rows in the frame",
  );
  assert.ok(
    parties.every(({ box }) => !overlap(frame, box) && box.y >= 0 && box.y + box.height <= height),
    "parties beside it",
  );
  assert.ok(
    [...boxes, frame].every(({ x, width }) => x >= 0 && x + width <= columns.width),
    "all in the picture",
  );
  const shown = new Map(lines.map(({ label }) => [JSON.stringify(label), labelBox(label)]));
  noneOverlap([...boxes, ...shown.values()]);
  for (const { path, kind } of lines) {
    const numbers = path.match(/-?\d+(\.\d+)?/g)?.map(Number) ?? [];
    assert.ok(numbers.every(Number.isFinite));
    assert.equal(numbers[0], kind === "in" ? columns.left + columns.partyWidth : columns.rowRight, path);
    const end = { in: columns.rowLeft, out: undefined, within: columns.rowRight }[kind];
    if (end !== undefined) assert.ok(path.endsWith(`H${end}`), path);
    else assert.equal(numbers.at(-2), columns.right, path);
  }
}

describe("render/flows/picture/layout", () => {
  it("overlaps nothing and lets every arrow end at its box, whatever the stack", () => {
    fc.assert(
      fc.property(fc.array(panel, { minLength: 1, maxLength: 2 }), (panels) => {
        const columns = columnsOf(panels);
        for (const each of panels) check(layoutPanel(each, columns), columns);
      }),
    );
  });

  it("does so for a stack as large as they get, no wider than a screen", () => {
    const panels = summarise("prod", worldOf(exampleStack(), places)).namespaces.map(panelOf);
    const columns = columnsOf(panels);
    for (const each of panels) check(layoutPanel(each, columns), columns);
    assert.ok(columns.width <= 1400, String(columns.width));
  });
});
