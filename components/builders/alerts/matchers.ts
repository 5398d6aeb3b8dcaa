/** Label matchers of a PromQL selector, in braces: each label has exactly this value, and `further` as it is written. */
export function matchers(labels: Readonly<Record<string, string>>, ...further: readonly string[]): string {
  const exact = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `{${[...exact, ...further].join(",")}}`;
}
