/** What an audit finds, before it is written down in one of the formats. */
import type { Exemption } from "../exemptions/register";
import type { Level } from "../judging/level";
import type { Subject } from "../kubernetes/object";
import type { Rule } from "../rules/rule";
import type { Profile } from "./profiles";

/** A place in a file. Lines and columns begin with 1; the end is the first column that is no longer meant. */
export interface Place {
  readonly file: string;
  /** Which of the file's YAML documents, from 1. */
  readonly document: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** What a rule finds in an object. */
export interface Violation {
  readonly rule: Rule;
  readonly level: Level;
  readonly place: Place;
  readonly subject: Subject;
  readonly container?: string;
  /** Where in the object, as Kubernetes writes it. */
  readonly path: string;
  /** The value that stands there, in words. */
  readonly found: string;
  readonly wanted: string;
  /** Object, container, path, value found, value wanted, remedy. */
  readonly text: string;
}

/** A finding that the exemptions register lifts. */
export interface Exempted {
  readonly rule: Rule;
  readonly place: Place;
  readonly subject: Subject;
  readonly container?: string;
  readonly path: string;
  readonly exemption: Exemption;
  readonly text: string;
}

/** Input that cannot be judged. Everything else is. */
export interface Fault {
  readonly file: string;
  readonly document?: number;
  readonly line?: number;
  readonly column?: number;
  /** What is wrong, and what to do. */
  readonly message: string;
}

/** An object that no rule knows. */
export interface UnknownKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly place: Place;
}

export interface AuditReport {
  readonly profile: Profile;
  /** The environment of namespaces that do not name theirs. */
  readonly environment: string;
  /** The stack for which exemptions count. */
  readonly stack: string;
  readonly files: number;
  readonly objects: number;
  /** Every rule that was judged. */
  readonly rules: readonly Rule[];
  /** In the order of the files, and of the lines in them. */
  readonly violations: readonly Violation[];
  readonly exempted: readonly Exempted[];
  /** Rules about what a program tells the engine: a manifest says nothing of it. */
  readonly rulesNotJudged: readonly Rule[];
  readonly kindsNotJudged: readonly UnknownKind[];
  readonly faults: readonly Fault[];
}

/** Exit codes of the command. */
export const EXIT = {
  /** No mandatory violation, and all input could be judged. */
  passed: 0,
  /** At least one mandatory violation, whatever else happened. */
  violated: 1,
  /** No mandatory violation was found, but some input could not be judged, or the command was wrong. */
  unusable: 2,
} as const;

export function exitCode({ violations, faults }: Pick<AuditReport, "violations" | "faults">): number {
  if (violations.some(({ level }) => level === "mandatory")) {
    return EXIT.violated;
  }
  return faults.length > 0 ? EXIT.unusable : EXIT.passed;
}

/** How many of each. */
export function totals({ violations, exempted, faults }: AuditReport): {
  mandatory: number;
  advisory: number;
  exempted: number;
  faults: number;
} {
  const mandatory = violations.filter(({ level }) => level === "mandatory").length;
  return {
    mandatory,
    advisory: violations.length - mandatory,
    exempted: exempted.length,
    faults: faults.length,
  };
}
