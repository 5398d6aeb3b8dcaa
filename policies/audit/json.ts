/** A report for programs: plain JSON, whose members keep their meaning within one version. */
import type { Subject } from "../kubernetes/object";
import type { Rule } from "../rules/rule";
import { optionOf } from "./profiles";
import { totals, type AuditReport, type Place } from "./report";

/** Raised when a member is removed or changes its meaning. */
const VERSION = 1;

export function jsonReport(report: AuditReport): string {
  const { profile, environment, stack, files, objects, rules } = report;
  const content = {
    version: VERSION,
    profile,
    environment,
    stack,
    totals: { files, objects, rules: rules.length, ...totals(report) },
    violations: report.violations.map(({ rule, level, place, subject, container, path, found, wanted, text }) => ({
      ...ruleOf(rule),
      level,
      severity: rule.severity,
      frameworks: rule.frameworks,
      ...placeOf(place),
      object: objectOf(subject),
      container,
      path,
      found,
      wanted,
      remedy: rule.remedy,
      message: text,
    })),
    exempted: report.exempted.map(({ rule, place, subject, container, path, exemption, text }) => ({
      ...ruleOf(rule),
      ...placeOf(place),
      object: objectOf(subject),
      container,
      path,
      exemption,
      message: text,
    })),
    errors: report.faults,
    notJudged: {
      rules: report.rulesNotJudged.map((rule) => ({ ...ruleOf(rule), option: optionOf(rule) })),
      kinds: report.kindsNotJudged.map(({ apiVersion, kind, place }) => ({ apiVersion, kind, ...placeOf(place) })),
    },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

function ruleOf({ name, number, title }: Rule): { rule: string; number: string; title: string } {
  return { rule: name, number, title };
}

function placeOf({ file, document, line, column }: Place): Pick<Place, "file" | "document" | "line" | "column"> {
  return { file, document, line, column };
}

function objectOf({ kind, namespace, name }: Subject): Pick<Subject, "kind" | "namespace" | "name"> {
  return { kind, namespace, name };
}
