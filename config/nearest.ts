import { distance } from "fastest-levenshtein";

/** Edits that are always taken for a slip: two letters swapped are two. */
const SLIP = 2;

/**
 * The names among `valid` that `given` most likely means: all those at the smallest edit distance, or none when even
 * that is far.
 *
 * Case is ignored: `maxconnections` means `maxConnections`. Far is more than half of the longer name, so that a word
 * which merely shares letters is not offered.
 */
export function nearest(given: string, valid: readonly string[]): readonly string[] {
  const ranked = valid.map((name) => ({ name, edits: distance(given.toLowerCase(), name.toLowerCase()) }));
  const fewest = Math.min(...ranked.map(({ edits }) => edits));
  return ranked
    .filter(({ name, edits }) => edits === fewest && edits <= Math.max(SLIP, given.length / 2, name.length / 2))
    .map(({ name }) => name);
}
