/** The page docs/rules.md, made of the rules themselves. */
import { mends } from "../../policies/mending/mends";
import { references } from "../../policies/pack/describe";
import { objectRules, stackRules } from "../../policies/rules/all";
import type { Rule, Strictness } from "../../policies/rules/rule";
import { settingsCatalogue } from "../../policies/judging/settings";
import { heldByOthers, specification, type SpecifiedRule } from "./specification";

const all: readonly Rule[] = [...objectRules, ...stackRules].map(({ rule }) => rule);
const ofStack = new Set(stackRules.map(({ rule }) => rule.name));

const levels: Readonly<Record<Strictness, string>> = {
  everywhere: "mandatory",
  "outside-dev": "mandatory in staging and prod, advisory in dev",
  prod: "mandatory in prod",
  advisory: "advisory",
};

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function policyRow(rule: Rule): readonly string[] {
  const where = references(rule)
    .map(({ name, reference }) => `${abbreviations[name] ?? name} ${reference}`)
    .join("; ");
  const words = [levels[rule.strictness], rule.exemptable && "exemptable", mends.has(rule.name) && "mendable"];
  const level = words.filter((word) => word !== false).join(", ");
  return [
    `\`${rule.name}\``,
    rule.number,
    `${rule.title}${ofStack.has(rule.name) ? " (stack)" : ""}`,
    level,
    rule.severity,
    where,
  ];
}

const abbreviations: Readonly<Record<string, string>> = {
  "Pod Security Standards": "PSS",
  "CIS Kubernetes Benchmark": "CIS",
  "NSA/CISA Kubernetes Hardening Guidance": "NSA/CISA",
  "HIPAA Security Rule": "HIPAA",
};

/** The policies that hold a rule of the specification. */
export function policiesFor(number: string): readonly string[] {
  return [...all.filter((rule) => rule.number === number).map(({ name }) => name), ...(heldByOthers[number] ?? [])];
}

function specificationRow({ number, demands, by, tests, open }: SpecifiedRule): readonly string[] {
  const held = by === "T" ? [] : policiesFor(number).map((name) => `\`${name}\``);
  const files = tests.map((file) => `[${file.replace(/^.*\//, "").replace(".test.ts", "")}](../tests/${file})`);
  return [number, demands, held.join(", "), [...files, ...(open === undefined ? [] : [`open: ${open}`])].join(", ")];
}

/** The page as it must stand. */
export function rulesPage(): string {
  return `# The rules

This page is generated from the rules of the pack: \`npx tsx tests/policies/write-reference.ts\`. How they are applied, and
what each word means, stands in [policies.md](policies.md).

## Policies

"stack" marks the rules that look across all objects of a stack. Numbers R are those of the specification, X go beyond it.

${table(["Policy", "Rule", "Demands", "Level", "Severity", "Frameworks"], all.map(policyRow))}

## Settings

A policy configuration states them under \`settings\`; each is a list of texts.

${table(
  ["Setting", "Means", "Initially"],
  Object.entries(settingsCatalogue).map(([name, { description, initial }]) => [
    `\`${name}\``,
    description,
    initial.map((item) => `\`${item}\``).join(", ") || "empty",
  ]),
)}

## Where each rule of the specification is held

Every policy has tests of its own besides.

${table(["Rule", "Demands", "Policies", "Tests"], specification.map(specificationRow))}
`;
}
