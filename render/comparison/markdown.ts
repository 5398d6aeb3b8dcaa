/** A comparison as Markdown, for a comment on a pull request. */
import type { Comparison, ObjectChange } from "./changes";

/** Characters that a comment on GitHub may have. */
export const COMMENT_LIMIT = 65_536;

/** Characters that are kept for what says that something was left out. */
const RESERVE = 200;

/**
 * What changes, with the objects that need a look first. What does not fit into `limit` characters is counted, never cut in
 * the middle: the list of objects goes before the differences.
 *
 * @param limit characters. Default: {@link COMMENT_LIMIT}.
 */
export function comparisonMarkdown(stack: string, comparison: Comparison, limit = COMMENT_LIMIT): string {
  const { objects, inventory, flows } = comparison;
  const title = `### ${stack}: ${count(objects)}\n`;
  if (objects.length === 0 && inventory === "" && flows === "") return title;
  const first = objects.filter(({ reasons }) => reasons.length > 0);
  const lines = [
    ...(first.length > 0 ? ["\n**Look at these first**\n\n", ...first.map(line)] : []),
    ...(objects.length > first.length ? ["\n**Objects**\n\n", ...objects.slice(first.length).map(line)] : []),
  ];
  const details = [
    ...objects.map((change) => section(`${change.kind}: ${change.path}`, change.diff)),
    ...(flows === "" ? [] : [section("who may talk to whom", flows)]),
    ...(inventory === "" ? [] : [section("resources and their options", inventory)]),
  ];
  const text = fit([title, ...lines], limit - RESERVE);
  const shown = fit(details, limit - RESERVE - text.text.length);
  const left = text.left + shown.left;
  const rest =
    left === 0
      ? ""
      : `\n${left} parts are too long for a comment: \`npm run render -- ${stack} --against FOLDER\` prints them.\n`;
  return `${text.text}${shown.text}${rest}`;
}

function count(objects: readonly ObjectChange[]): string {
  const kinds = (["added", "changed", "removed"] as const).flatMap((kind) => {
    const number = objects.filter((change) => change.kind === kind).length;
    return number === 0 ? [] : [`${number} ${kind}`];
  });
  return kinds.length === 0 ? "no object changes" : `objects ${kinds.join(", ")}`;
}

function line({ kind, path, reasons }: ObjectChange): string {
  const why = reasons.length === 0 ? "" : ` — ${reasons.join("; ")}`;
  return `- ${kind} \`${path}\`${why}\n`;
}

/** A folded difference. Its fence is longer than every row of backticks in it, so that no content ends it. */
function section(title: string, difference: string): string {
  const longest = Math.max(2, ...(difference.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  return `\n<details><summary>${title}</summary>\n\n${fence}diff\n${difference.trimEnd()}\n${fence}\n\n</details>\n`;
}

/** The parts that fit, in their order, and how many do not. */
function fit(parts: readonly string[], limit: number): { text: string; left: number } {
  let text = "";
  let left = 0;
  for (const part of parts) {
    if (text.length + part.length <= limit) text += part;
    else left += 1;
  }
  return { text, left };
}
