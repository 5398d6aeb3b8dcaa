/** One thing that was looked at. */
export interface Check {
  /** What was looked at: `CRDs of keda.sh/v1alpha1`. */
  readonly name: string;
  /** `missing` stops a deployment or a system of it; `advice` does not. */
  readonly status: "ok" | "missing" | "advice";
  /** What was found, in a few words. */
  readonly found: string;
  /** Who needs it: systems of the stack. Empty: whoever runs a command. */
  readonly neededBy: readonly string[];
  /** What to do when it is missing. Default: nothing can be said */
  readonly remedy?: string;
}

/** A list of checks as lines for people: what is well in one line each, what is not with its remedy. */
export function reportOf(checks: readonly Check[]): string {
  const signs = { ok: "✓", missing: "✗", advice: "!" } as const;
  return checks
    .map(({ name, status, found, neededBy, remedy }) => {
      const line = `${signs[status]} ${name}: ${found}${neededBy.length === 0 ? "" : ` (${neededBy.join(", ")})`}`;
      return status === "ok" || remedy === undefined ? line : `${line}\n    ${remedy}`;
    })
    .join("\n");
}
