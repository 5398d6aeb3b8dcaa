import { distance } from "fastest-levenshtein";

/**
 * The name among `valid` that `given` most likely means, or `undefined` when none is near.
 *
 * "Near" is an edit distance of at most half the longer name, so that a word that merely shares letters is not
 * offered. Case is ignored: `maxconnections` means `maxConnections`.
 */
export function nearest(given: string, valid: readonly string[]): string | undefined {
  const ranked = valid
    .map((name) => ({ name, edits: distance(given.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits || a.name.localeCompare(b.name));
  const best = ranked[0];
  if (best === undefined || best.edits > Math.max(given.length, best.name.length) / 2) {
    return undefined;
  }
  return best.name;
}
