/** How wide a text is, without a font at hand: measured on a wide one, so that others leave room. */

/** Sizes of the two kinds of text, in pixels. */
export const TITLE_SIZE = 13;
export const TEXT_SIZE = 11;

const narrow = new Set("ijl.,:;'|!()[]/ ".split(""));
const wide = new Set("mwMW@%→".split(""));

/** Width in pixels of a text of `size` pixels; an upper bound for the usual sans-serif fonts. */
export function textWidth(text: string, size: number, isBold = false): number {
  const units = Array.from(text).reduce((sum, letter) => sum + unitsOf(letter), 0);
  return Math.ceil(units * size * (isBold ? 1.1 : 1));
}

function unitsOf(letter: string): number {
  if (narrow.has(letter)) return 0.38;
  if (wide.has(letter)) return 0.95;
  return /[A-Z]/.test(letter) ? 0.71 : 0.62;
}

/** Breaks a list into lines of at most `width` pixels; an item is never broken. */
export function wrapped(items: readonly string[], separator: string, size: number, width: number): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    const longer = last === undefined ? item : `${last}${separator}${item}`;
    if (last !== undefined && textWidth(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(item);
  }
  return lines;
}
