/** A rule: what the specification demands, and everything a person must know who breaks it. */
import type { Severity } from "@pulumi/policy";

import type { Report } from "../controls/control";
import type { ObjectType } from "../kubernetes/kinds";
import { hasPods, type Pod } from "../kubernetes/pods";
import type { Environments } from "../judging/environment";
import type { Judged } from "../judging/judged";
import type { Settings } from "../judging/settings";
import type { Stack, StackReport } from "../judging/stack";

/**
 * How strictly a rule holds.
 *
 * - `everywhere` stops every preview and update (SPEC 2: M);
 * - `outside-dev` stops them in staging and prod and only warns in dev and preview environments (SPEC 2: M/A);
 * - `prod` stops them in prod and is silent elsewhere (SPEC 2: M in prod);
 * - `advisory` only warns (SPEC 2: A).
 */
export type Strictness = "everywhere" | "outside-dev" | "prod" | "advisory";

/** Where published frameworks demand the same: the number or title of the control in each of them. */
export interface Frameworks {
  /** Pod Security Standards: level and check. */
  readonly pss?: string;
  /** CIS Kubernetes Benchmark: the recommendation's number. */
  readonly cis?: string;
  /** NSA/CISA Kubernetes Hardening Guidance: the section. */
  readonly nsa?: string;
  /** HIPAA Security Rule: the paragraph of 45 CFR 164.312. */
  readonly hipaa?: string;
}

export interface Rule {
  /** Name of the policy, as the engine prints it and as a policy configuration addresses it. */
  readonly name: string;
  /**
   * Number in the specification's list of rules (an exemption names it as its `control`), or `X-nn` for a rule beyond
   * the specification.
   */
  readonly number: string;
  readonly title: string;
  readonly severity: Severity;
  readonly strictness: Strictness;
  /** Whether an entry of the exemptions register may lift this rule. */
  readonly exemptable: boolean;
  readonly frameworks: Frameworks;
  readonly tags: readonly string[];
  readonly remedy: string;
}

/** A rule about one object, whatever else there is. */
export interface ObjectRule {
  readonly rule: Rule;
  /** Whether objects of this type can break the rule at all. */
  concerns(type: ObjectType): boolean;
  /** Reports what one object does wrong, and the paths that decide it and are not known yet. */
  check(judged: Judged, report: Report, settings: Settings, environments: Environments): void;
}

/** A rule about the objects of a whole stack together. */
export interface StackRule {
  readonly rule: Rule;
  check(stack: Stack, report: StackReport, settings: Settings): void;
}

type Given = Omit<Rule, "strictness" | "exemptable" | "tags" | "frameworks"> & Partial<Rule>;

/** A rule in short: mandatory everywhere, without exemptions and frameworks, unless stated otherwise. */
export function rule(given: Given): Rule {
  return {
    strictness: "everywhere",
    exemptable: false,
    frameworks: {},
    ...given,
    tags: ["kubernetes", ...(given.tags ?? [])],
  };
}

/** A rule about every pod that an object makes. */
export function podRule(
  given: Rule,
  check: (pod: Pod, report: Report, context: { readonly judged: Judged; readonly settings: Settings }) => void,
): ObjectRule {
  return {
    rule: given,
    concerns: hasPods,
    check: (judged, report, settings) => {
      for (const pod of judged.pods) {
        check(pod, report, { judged, settings });
      }
    },
  };
}
