/** Reads the file that `pulumi --policy-pack-config` takes, so that an audit judges as the pack does. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import { settingsCatalogue, settingsFrom, type Settings } from "../judging/settings";
import { byEnvironment, type Level } from "../judging/level";
import { objectRules, stackRules } from "../rules/all";
import { reason, UsageError, type Problem } from "./usage";

/** What the engine does with a violation. */
export type PolicyLevel = Level | "disabled";

/** The audit changes nothing, so that what the pack would mend (`remediate`) is a mandatory violation here. */
const LEVELS: readonly string[] = ["mandatory", "advisory", "disabled", "remediate"];

export interface Configuration {
  readonly settings: Settings;
  readonly levels: ReadonlyMap<string, PolicyLevel>;
}

/** @throws UsageError if the file cannot be read, or holds a name or a value that the pack does not know */
export function readConfiguration(file: string | undefined, folder: string): Configuration {
  if (file === undefined) {
    return { settings: settingsFrom({}), levels: new Map() };
  }
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(resolve(folder, file), "utf8"));
  } catch (error) {
    throw new UsageError([problem(file, reason(error), "a JSON file with levels and settings", "correct the file")]);
  }
  if (!isMap(content)) {
    throw new UsageError([problem(file, JSON.stringify(content), "a map", "write { } around levels and settings")]);
  }
  const { settings = {}, ...policies } = content;
  const problems = [...settingProblems(file, settings), ...Object.entries(policies).flatMap(levelProblems(file))];
  if (problems.length > 0) {
    throw new UsageError(problems);
  }
  const levels = Object.entries(policies).map(([name, value]) => {
    const level = levelOf(value);
    return [name, level === "remediate" ? "mandatory" : (level as PolicyLevel)] as const;
  });
  return { settings: settingsFrom(settings as Record<string, unknown>), levels: new Map(levels) };
}

function problem(where: string, given: string, allowed: string, remedy: string): Problem {
  return { where, given, allowed, remedy };
}

function settingProblems(file: string, settings: unknown): readonly Problem[] {
  const names = Object.keys(settingsCatalogue);
  if (!isMap(settings)) {
    return [
      problem(`${file}: settings`, JSON.stringify(settings), "a map of lists", "docs/rules.md lists the settings"),
    ];
  }
  return Object.entries(settings).flatMap(([name, value]) => {
    const where = `${file}: settings.${name}`;
    if (!names.includes(name)) {
      return [problem(where, name, names.join(", "), "correct the name, or remove it")];
    }
    const isList = Array.isArray(value) && value.every((item) => typeof item === "string");
    return isList ? [] : [problem(where, JSON.stringify(value), "a list of texts", "write a list")];
  });
}

/** Names of policies as the engine knows them; `all` is its word for every policy. */
function policyNames(): ReadonlySet<string> {
  const rules = [...objectRules, ...stackRules].map(({ rule }) => rule);
  return new Set([
    "all",
    "exemption-register",
    "mends-kept",
    ...rules.flatMap((rule) =>
      byEnvironment(rule) ? [rule.name, `${rule.name}-advice`, `${rule.name}-late`] : [rule.name],
    ),
  ]);
}

function levelProblems(file: string): (entry: readonly [string, unknown]) => readonly Problem[] {
  const names = policyNames();
  return ([name, value]) => {
    const where = `${file}: ${name}`;
    if (!names.has(name)) {
      return [
        problem(where, name, "names of policies, all of which docs/rules.md lists", "correct the name, or remove it"),
      ];
    }
    return LEVELS.includes(String(levelOf(value)))
      ? []
      : [problem(where, JSON.stringify(value), LEVELS.join(", "), "set one of these levels")];
  };
}

/** A level stands alone, or beside other settings of a policy. */
function levelOf(value: unknown): unknown {
  return isMap(value) ? value["enforcementLevel"] : value;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
