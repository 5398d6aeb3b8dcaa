/** Splitting a line into words as a POSIX shell does, without expansions. */

const WORD = /(?:[^\s"'\\]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*"|'[^']*')+/g;
const PART = /\\([\s\S])|"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'/g;

/** The words of a line; quotes and backslashes keep blanks together and are removed. */
export function splitWords(line: string): string[] {
  return [...line.matchAll(WORD)].map(([word]) =>
    word.replace(PART, (_whole, escaped?: string, double?: string, single?: string) => {
      if (escaped !== undefined) return escaped;
      return double === undefined ? (single ?? "") : double.replace(/\\(["\\$`])/g, "$1");
    }),
  );
}
