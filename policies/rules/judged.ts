/** The bridge between the policy SDK and the rules: one judged object, and a policy made from a rule. */
import type { EnforcementLevel, Policy, ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";

import type { Exemption } from "../exemptions/register";
import { objectType, type ObjectType } from "../kubernetes/kinds";
import { subjectOf, type Subject } from "../kubernetes/object";
import type { Value } from "../values/field";
import { plainInputs } from "../values/inputs";
import type { Environments } from "./environment";
import type { Rule } from "./rule";

/** What all policies of one pack share. */
export interface PackContext {
  readonly register: readonly Exemption[];
  /** Today as `YYYY-MM-DD` in UTC; asked at each judgement, so that tests can set the day. */
  readonly today: () => string;
  readonly environments: Environments;
}

/** An object about to be applied, as a rule sees it. */
export interface Judged {
  readonly type: ObjectType;
  readonly object: Value;
  readonly subject: Subject;
  readonly urn: string;
}

/** Where the rules are described for people. */
const DOCUMENTATION = "docs/policies.md";

/** The description of a rule in the form of the SDK. */
export function describeRule(rule: Rule, enforcementLevel: EnforcementLevel): Policy {
  return {
    name: rule.name,
    displayName: `${rule.number} ${rule.title}`,
    description: `${rule.number} ${rule.name}: ${rule.title} (${rule.framework.name}, ${rule.framework.reference}).`,
    enforcementLevel,
    severity: rule.severity,
    framework: { ...rule.framework, specification: rule.title },
    tags: [...rule.tags, rule.number],
    remediationSteps: rule.remedy,
    url: `${DOCUMENTATION}#${rule.name}`,
  };
}

/**
 * A policy that shows every Kubernetes object for which `concerns` holds to `run`, which returns one message for each
 * violation.
 */
export function objectPolicy(
  policy: Policy,
  concerns: (type: ObjectType) => boolean,
  run: (judged: Judged, args: ResourceValidationArgs) => readonly string[],
): ResourceValidationPolicy {
  return {
    ...policy,
    validateResource: (args, reportViolation) => {
      const type = objectType(args.type);
      if (type === undefined || !concerns(type)) {
        return;
      }
      const object = plainInputs(args.props);
      const subject = subjectOf(type, object, args);
      for (const message of run({ type, object, subject, urn: args.urn }, args)) {
        reportViolation(message, args.urn);
      }
    },
  };
}
