/** A report in the Static Analysis Results Interchange Format, version 2.1.0 (OASIS), which code hosts display. */
import { createHash } from "node:crypto";

import { references } from "../pack/describe";
import { describe } from "../kubernetes/object";
import type { Subject } from "../kubernetes/object";
import type { Rule } from "../rules/rule";
import { optionOf } from "./profiles";
import { exitCode, type AuditReport, type Fault, type Place } from "./report";
import { STDIN } from "./sources";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

export function sarifReport(report: AuditReport, packVersion: string): string {
  const { rules, violations, exempted } = report;
  const indices = new Map(rules.map(({ name }, index) => [name, index]));
  const result = (rule: Rule, level: "error" | "warning" | "note", text: string, finding: Found): object => ({
    ruleId: rule.name,
    ruleIndex: indices.get(rule.name) ?? -1,
    level,
    message: { text },
    locations: [location(finding.place, finding.subject)],
    partialFingerprints: { "bulwark/v1": fingerprint(rule, finding) },
  });
  const run = {
    tool: {
      driver: {
        name: "Bulwark",
        version: packVersion,
        rules: rules.map(descriptor),
      },
    },
    columnKind: "utf16CodeUnits",
    invocations: [
      {
        executionSuccessful: report.faults.length === 0,
        exitCode: exitCode(report),
        toolExecutionNotifications: notifications(report),
      },
    ],
    results: [
      ...violations.map((violation) =>
        result(violation.rule, violation.level === "mandatory" ? "error" : "warning", violation.text, violation),
      ),
      ...exempted.map((lifted) => ({
        ...result(lifted.rule, "note", lifted.text, lifted),
        suppressions: [{ kind: "external", status: "accepted", justification: lifted.exemption.reason }],
      })),
    ],
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: "2.1.0", runs: [run] }, null, 2)}\n`;
}

interface Found {
  readonly place: Place;
  readonly subject: Subject;
  readonly container?: string;
  readonly path: string;
}

/** Numbers from 0 to 10 by which code hosts sort; within the range of each word as they define it. */
const SECURITY_SEVERITY: Readonly<Record<string, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
};

function descriptor(rule: Rule): object {
  const known = references(rule).map(({ name, reference }) => `${name}, ${reference}`);
  const help = [`${rule.number}: ${rule.title}.`, `Remedy: ${rule.remedy}`, ...known].join("\n");
  return {
    id: rule.name,
    name: pascal(rule.name),
    shortDescription: { text: rule.title },
    fullDescription: { text: `${rule.number} ${rule.name}: ${rule.title}.` },
    help: { text: help },
    defaultConfiguration: { level: rule.strictness === "advisory" ? "warning" : "error" },
    properties: {
      tags: ["security", ...rule.tags, rule.number],
      precision: "very-high",
      "problem.severity": rule.strictness === "advisory" ? "warning" : "error",
      "security-severity": SECURITY_SEVERITY[rule.severity] ?? "5.5",
      frameworks: rule.frameworks,
    },
  };
}

/** SARIF wants the name of a rule as one word in capitals and small letters. */
function pascal(name: string): string {
  return name
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

function location(place: Place, subject: Subject): object {
  const { line, column, endLine, endColumn } = place;
  const name = describe(subject);
  return {
    physicalLocation: {
      artifactLocation: artifact(place.file),
      region: { startLine: line, startColumn: column, endLine, endColumn },
    },
    logicalLocations: [{ name: subject.name, fullyQualifiedName: name, kind: "resource" }],
  };
}

/** A relative path is one below the root of the sources; readers of SARIF put it together again. */
function artifact(file: string): object {
  if (file === STDIN) {
    return { uri: "stdin" };
  }
  const uri = file
    .replaceAll("\\", "/")
    .replace(/^(?:\.\/)+/, "")
    .split("/")
    .map(encodeURIComponent)
    .join("/");
  return file.startsWith("/") ? { uri: `file://${uri}` } : { uri, uriBaseId: "%SRCROOT%" };
}

/** Stays the same when lines are added above, so that a code host knows a finding again. */
function fingerprint(rule: Rule, { subject, container, path, place }: Found): string {
  return createHash("sha256")
    .update(JSON.stringify([rule.name, place.file, describe(subject), container ?? "", path]))
    .digest("hex");
}

function notifications(report: AuditReport): readonly object[] {
  const ofFault = (fault: Fault): object => ({
    level: "error",
    descriptor: { id: "unusable-input" },
    message: {
      text: `${fault.file}${fault.document === undefined ? "" : `, document ${fault.document}`}: ${fault.message}`,
    },
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifact(fault.file),
          ...(fault.line === undefined ? {} : { region: { startLine: fault.line, startColumn: fault.column ?? 1 } }),
        },
      },
    ],
  });
  return [
    ...report.faults.map(ofFault),
    ...report.kindsNotJudged.map(({ apiVersion, kind, place: { file, line, column } }) => ({
      level: "note",
      descriptor: { id: "kind-not-judged" },
      message: { text: `No rule knows ${kind} of ${apiVersion}.` },
      locations: [
        { physicalLocation: { artifactLocation: artifact(file), region: { startLine: line, startColumn: column } } },
      ],
    })),
    ...report.rulesNotJudged.map((rule) => ({
      level: "note",
      descriptor: { id: "rule-not-judged" },
      associatedRule: { id: rule.name },
      message: {
        text: `${rule.number} ${rule.name}: the resource option ${optionOf(rule) ?? ""} is not judged; it stands in a program, not in a manifest.`,
      },
    })),
  ];
}
