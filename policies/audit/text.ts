/** A report for a person at a terminal. */
import { optionOf } from "./profiles";
import {
  totals,
  type AuditReport,
  type Exempted,
  type Fault,
  type Place,
  type UnknownKind,
  type Violation,
} from "./report";

export function textReport(report: AuditReport): string {
  const { violations, exempted, faults, rulesNotJudged, kindsNotJudged } = report;
  const paragraphs = [
    ...violations.map(violationText),
    ...exempted.map(exemptedText),
    ...faults.map(faultText),
    ...byKind(kindsNotJudged),
    ...rulesNotJudged.map(
      (rule) =>
        `not judged: ${rule.number} ${rule.name}: the resource option ${optionOf(rule) ?? ""}, which stands in a program and not in a manifest (${rule.title})`,
    ),
    summary(report),
  ];
  return `${paragraphs.join("\n")}\n`;
}

export function placeText({ file, line, column }: Pick<Place, "file" | "line" | "column">): string {
  return `${file}:${line}:${column}`;
}

function violationText({ rule, level, place, text }: Violation): string {
  return `${placeText(place)}: ${level}: ${rule.number} ${rule.name}: ${rule.title}\n${indented(text)}\n`;
}

function exemptedText({ rule, place, text }: Exempted): string {
  return `${placeText(place)}: exempted: ${rule.number} ${rule.name}: ${rule.title}\n${indented(text)}\n`;
}

function faultText(fault: Fault): string {
  return `${faultPlace(fault)}: error: ${fault.message}`;
}

/** File, document and line, as far as they are known. */
export function faultPlace({ file, document, line, column }: Fault): string {
  const place = line === undefined ? file : placeText({ file, line, column: column ?? 1 });
  return document === undefined ? place : `${place}: document ${document}`;
}

/** One line for each kind: a folder may hold many objects of it. */
function byKind(objects: readonly UnknownKind[]): readonly string[] {
  const kinds = new Map<string, { first: Place; count: number }>();
  for (const { apiVersion, kind, place } of objects) {
    const name = `${kind} of ${apiVersion}`;
    const { first = place, count = 0 } = kinds.get(name) ?? {};
    kinds.set(name, { first, count: count + 1 });
  }
  return [...kinds].map(
    ([name, { first, count }]) =>
      `${placeText(first)}: not judged: no rule knows ${name} (${counted(count, "object")})`,
  );
}

function summary(report: AuditReport): string {
  const { mandatory, advisory, exempted, faults } = totals(report);
  return (
    `${counted(report.objects, "object")} in ${counted(report.files, "file")}, ${counted(report.rules.length, "rule")} ` +
    `(profile ${report.profile}, environment ${report.environment}): ${mandatory} mandatory, ${advisory} advisory, ` +
    `${exempted} exempted, ${counted(faults, "input error")}`
  );
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function indented(text: string): string {
  return text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
}
