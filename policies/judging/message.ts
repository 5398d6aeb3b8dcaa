/** Violations in words. */
import { describe } from "../kubernetes/object";
import type { Rule } from "../rules/rule";
import { show } from "../values/field";
import type { Environment } from "./environment";
import type { JudgedFinding } from "./verdict";
import type { Judged } from "./judged";
import { byEnvironment } from "./level";

/** One violation: object, container, path, value found, value wanted, remedy. */
export function violation(
  rule: Rule,
  { finding, decision }: JudgedFinding,
  { subject }: Judged,
  environment: Environment,
): string {
  const container = finding.container === undefined ? "" : `, container ${finding.container}`;
  return [
    `${describe(subject)}${container}: ${finding.path} is ${show(finding.found)}; wanted: ${finding.wanted}.`,
    ...(decision.kind === "refused" ? [`Not exempted: ${decision.why}.`] : []),
    `Remedy: ${rule.remedy}`,
    ...(byEnvironment(rule) ? [`Environment: ${environment.text}.`] : []),
  ].join("\n");
}
