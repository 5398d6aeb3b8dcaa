/** A rule: what the specification demands, and everything a person must know who breaks it. */
import type { Severity } from "@pulumi/policy";

/**
 * How strictly a rule holds: `everywhere` stops every preview and update; `outside-dev` stops them in staging and prod
 * and only warns in dev and preview environments.
 */
type Strictness = "everywhere" | "outside-dev";

export interface Rule {
  /** Name of the policy, as the engine prints it and as a policy configuration addresses it. */
  readonly name: string;
  /** Number in the specification's list of rules; an exemption names it as its `control`. */
  readonly number: string;
  readonly title: string;
  readonly severity: Severity;
  readonly strictness: Strictness;
  /** Whether an entry of the exemptions register may lift this rule. */
  readonly exemptable: boolean;
  readonly framework: { readonly name: string; readonly version: string; readonly reference: string };
  readonly tags: readonly string[];
  readonly remedy: string;
}
