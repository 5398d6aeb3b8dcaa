/** The picture of a stack's flows. */
import type { Summary } from "../summary";
import { PADDING, columnsOf, type Box, type Label, type Line } from "./geometry";
import { layoutPanel, type PanelLayout } from "./layout";
import { panelOf } from "./model";
import { TEXT_SIZE, TITLE_SIZE, wrapped } from "./text";

const COLOURS = { in: "#1d5fae", out: "#0f766e", within: "#6b3fa0", wide: "#b42318", text: "#1f2933", soft: "#52606d" };
const FONT = "Arial, Helvetica, 'Liberation Sans', 'DejaVu Sans', sans-serif";
const TOP = 96;
const PANEL_GAP = 26;

/** `flows.svg`: the flows of a stack, per namespace; the same for the same summary, to the byte. */
export function flowsPicture(summary: Summary): string {
  const panels = summary.namespaces.map(panelOf);
  const columns = columnsOf(panels);
  const { width } = columns;
  const body: string[] = [];
  let y = TOP;
  for (const panel of panels) {
    const layout = layoutPanel(panel, columns);
    body.push(`<g transform="translate(0 ${y})">`, ...panelShapes(layout), "</g>");
    y += layout.height + PANEL_GAP;
  }
  const notes = noteLines(summary, width - 2 * PADDING);
  const height = y + notes.length * 17 + PADDING;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONT}" font-size="${TEXT_SIZE}" fill="${COLOURS.text}" role="img">`,
    `<title>Who may talk to whom in the stack ${escaped(summary.stack)}</title>`,
    ...markers(),
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...heading(summary),
    ...body,
    ...notes.map((text, index) => textShape({ x: PADDING, y: y + 12 + index * 17, text }, COLOURS.soft)),
    "</svg>",
    "",
  ].join("\n");
}

function heading({ stack, namespaces }: Summary): string[] {
  const isClosed = namespaces.every((namespace) => namespace.isClosed);
  const statement = isClosed
    ? "Read from the rendered NetworkPolicies. No arrow means denied: every namespace is closed by default, in both directions."
    : "Read from the rendered NetworkPolicies. No arrow means denied, except in the namespaces that are NOT CLOSED by default.";
  const samples = [
    ["in", "let in"],
    ["out", "let out"],
    ["within", "within a namespace"],
    ["wide", "the internet, or anywhere"],
  ] as const;
  return [
    `<text x="${PADDING}" y="34" font-size="20" font-weight="bold">Who may talk to whom: stack ${escaped(stack)}</text>`,
    `<text x="${PADDING}" y="56" font-size="${TITLE_SIZE}">${statement}</text>`,
    ...samples.flatMap(([kind, text], index) => {
      const x = PADDING + index * 190;
      return [
        `<path d="M${x} 76 H${x + 34}" fill="none" stroke="${COLOURS[kind]}" stroke-width="1.6" marker-end="url(#${kind})"/>`,
        textShape({ x: x + 42, y: 80, text }, COLOURS.soft),
      ];
    }),
  ];
}

function markers(): string[] {
  const marker = (id: "in" | "out" | "within" | "wide"): string =>
    `<marker id="${id}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="${COLOURS[id]}"/></marker>`;
  return ["<defs>", ...(["in", "out", "within", "wide"] as const).map(marker), "</defs>"];
}

function panelShapes({ name, isClosed, frame, rows, parties, lines }: PanelLayout): string[] {
  const state = isClosed ? "closed by default" : "NOT CLOSED by default";
  const stateColour = isClosed ? COLOURS.soft : COLOURS.wide;
  return [
    rectangle(frame, "#f5f7fa", isClosed ? "#9aa5b1" : COLOURS.wide, 10),
    `<text x="${frame.x + PADDING}" y="27" font-size="15" font-weight="bold">${escaped(name)}<tspan dx="12" font-size="${TEXT_SIZE}" font-weight="normal" fill="${stateColour}">${state}</tspan></text>`,
    ...lines.map(arrowShape),
    ...rows.flatMap((row) => [
      rectangle(row.box, row.isEvery ? "#f5f7fa" : "#ffffff", "#3e4c59", 5, row.isEvery),
      ...boxTexts(row.box, row.title, row.details, row.isEvery ? COLOURS.soft : COLOURS.text),
    ]),
    ...parties.flatMap((party) => [
      rectangle(party.box, party.isWide ? "#fdecea" : "#ffffff", party.isWide ? COLOURS.wide : "#9aa5b1", 16),
      ...boxTexts(party.box, party.title, party.details, COLOURS.text),
    ]),
    ...labelsOf(lines),
  ];
}

function arrowShape({ path, kind, isWide, label, by }: Line): string {
  const style = isWide ? "wide" : kind;
  const tooltip = `<title>${escaped(`${label.text}, allowed by ${by.join(", ")}`)}</title>`;
  return `<path d="${path}" fill="none" stroke="${COLOURS[style]}" stroke-width="1.4" marker-end="url(#${style})">${tooltip}</path>`;
}

/** Arrows of one bus share their label. */
function labelsOf(lines: readonly Line[]): string[] {
  const shapes = lines.map(({ label, kind, isWide }) => textShape(label, COLOURS[isWide ? "wide" : kind]));
  return [...new Set(shapes)];
}

function boxTexts({ x, y, width, height }: Box, title: string, details: readonly string[], colour: string): string[] {
  const middle = x + width / 2;
  // The baseline of the title, so that title and lines together stand in the middle.
  const first = y + height / 2 + 5 - 7 * details.length;
  const text = (top: number, size: number, weight: string, fill: string, content: string): string =>
    `<text x="${middle}" y="${top}" font-size="${size}" font-weight="${weight}" text-anchor="middle" fill="${fill}">${escaped(content)}</text>`;
  return [
    text(first, TITLE_SIZE, "bold", colour, title),
    ...details.map((line, index) => text(first + 15 + 14 * index, TEXT_SIZE, "normal", COLOURS.soft, line)),
  ];
}

function rectangle(
  { x, y, width, height }: Box,
  fill: string,
  stroke: string,
  radius: number,
  isDashed = false,
): string {
  const dashes = isDashed ? ' stroke-dasharray="4 3"' : "";
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" stroke="${stroke}"${dashes}/>`;
}

function textShape({ x, y, text }: Label, colour: string): string {
  return `<text x="${x}" y="${y}" fill="${colour}">${escaped(text)}</text>`;
}

function noteLines({ unreached }: Summary, width: number): string[] {
  const items = unreached.map(({ place, titles }) => `${place || "outside the cluster"}: ${titles.join(", ")}`);
  return ["Asked about as well, and let in nowhere:", ...wrapped(items, "; ", TEXT_SIZE, width)];
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
