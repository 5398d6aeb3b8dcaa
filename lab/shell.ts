/** Words for POSIX shells: sh, bash and zsh read the result as exactly this text. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
