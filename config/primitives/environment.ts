/** The environments whose figures the specification gives; `preview` is a short-lived copy of dev (SPEC 0.3, 1.5). */
export const ENVIRONMENTS = ["dev", "staging", "prod", "preview"] as const;

/** One of {@link ENVIRONMENTS}. */
export type Environment = (typeof ENVIRONMENTS)[number];

/** Whether `name` is an environment. */
export function isEnvironment(name: string): name is Environment {
  return (ENVIRONMENTS as readonly string[]).includes(name);
}

/**
 * Whether rules marked M/A in SPEC section 2 are errors here: digests, budgets and the check of the cluster's identity
 * bind in staging and prod, and are advice in dev and preview.
 */
export function isStrict(environment: Environment): boolean {
  return environment === "staging" || environment === "prod";
}
