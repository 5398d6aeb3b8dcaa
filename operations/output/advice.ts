import type { Advice } from "../pulumi/events";

/** Advice of the policies in a line per policy: the whole of it is in `--json` and in `pulumi preview`. */
export function adviceText(advice: readonly Advice[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { policy } of advice) counts.set(policy, (counts.get(policy) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([policy, count]) => `advice: ${policy}, ${count === 1 ? "1 object" : `${count} objects`} (docs/rules.md)`);
}
