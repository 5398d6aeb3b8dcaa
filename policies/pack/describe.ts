/** The description of a rule in the form of the policy SDK. */
import type { EnforcementLevel, Policy } from "@pulumi/policy";

import type { Frameworks, Rule } from "../rules/rule";

/** Where the rules are described for people. */
const DOCUMENTATION = "docs/policies.md";

/** Name and version of each framework; the first that a rule names is the one that the SDK shows. */
const frameworks: { readonly [Key in keyof Required<Frameworks>]: readonly [name: string, version: string] } = {
  pss: ["Pod Security Standards", "1.35"],
  cis: ["CIS Kubernetes Benchmark", "1.10"],
  nsa: ["NSA/CISA Kubernetes Hardening Guidance", "1.2"],
  hipaa: ["HIPAA Security Rule", "45 CFR 164.312"],
};

/** Every place in a framework that demands the same as the rule, as `name, reference`. */
export function references(rule: Rule): readonly { name: string; version: string; reference: string }[] {
  return Object.entries(frameworks).flatMap(([key, [name, version]]) => {
    const reference = rule.frameworks[key as keyof Frameworks];
    return reference === undefined ? [] : [{ name, version, reference }];
  });
}

/** The description of a rule's policy at a level. */
export function describeRule(rule: Rule, enforcementLevel: EnforcementLevel): Policy {
  const all = references(rule);
  const [first = { name: "Bulwark", version: "1", reference: rule.number }] = all;
  const known = all.map(({ name, reference }) => `${name}, ${reference}`).join("; ");
  return {
    name: rule.name,
    displayName: `${rule.number} ${rule.title}`,
    description: `${rule.number} ${rule.name}: ${rule.title}${known === "" ? "" : ` (${known})`}.`,
    enforcementLevel,
    severity: rule.severity,
    framework: { ...first, specification: rule.title },
    tags: [...rule.tags, rule.number],
    remediationSteps: rule.remedy,
    url: `${DOCUMENTATION}#${rule.name}`,
  };
}
