import { stripVTControlCharacters } from "node:util";

import type { EngineEvent } from "@pulumi/pulumi/automation";

import type { Said } from "./failure";

const VERBS: Readonly<Record<string, string>> = {
  create: "creating",
  update: "updating",
  delete: "deleting",
  replace: "replacing",
  "create-replacement": "replacing",
  "delete-replaced": "replacing",
  refresh: "looking at",
};

/** A change that an operation made, or in a preview would make. */
export interface Change {
  readonly operation: string;
  readonly urn: string;
  /** Top-level properties that differ; empty where the engine names none. */
  readonly properties: readonly string[];
}

/** One message of an advisory policy. */
export interface Advice {
  readonly policy: string;
  readonly message: string;
}

/** Listens to the engine during one operation. */
export class EventLog implements Said {
  readonly errors: string[] = [];
  readonly violations: string[] = [];
  /** What advisory policies said. */
  readonly advice: Advice[] = [];
  readonly warnings: string[] = [];
  readonly changes: Change[] = [];

  /** @param report shows what the engine is at. Default: nobody is told */
  constructor(public report: (line: string) => void = () => undefined) {}

  /** Takes one event of the Automation API. */
  readonly take = (event: EngineEvent): void => {
    const { diagnosticEvent, policyEvent, resourcePreEvent } = event;
    if (diagnosticEvent !== undefined && diagnosticEvent.ephemeral !== true) {
      const { severity, urn, message } = diagnosticEvent;
      const line = plain(urn === undefined || urn === "" ? message : `${label(urn)}: ${message}`);
      // The engine repeats at the end that there were errors.
      if (severity === "error" && !/^(update|preview) failed$/u.test(plain(message))) addOnce(this.errors, line);
      if (severity === "warning") addOnce(this.warnings, line);
    }
    if (policyEvent !== undefined) {
      const { enforcementLevel, policyName, message } = policyEvent;
      if (enforcementLevel === "mandatory") addOnce(this.violations, plain(message));
      else this.advice.push({ policy: policyName, message: plain(message) });
    }
    if (resourcePreEvent !== undefined) {
      const { op, urn, diffs } = resourcePreEvent.metadata;
      if (op !== "same" && op !== "read" && op !== "refresh") {
        this.changes.push({ operation: op, urn, properties: diffs ?? [] });
      }
      const verb = VERBS[op];
      if (verb !== undefined) this.report(`${verb} ${label(urn)}`);
    }
  };
}

/** A resource as people call it: `Deployment mllp-server`. */
export function label(urn: string): string {
  const [qualifiedType = "", name = urn] = urn.split("::").slice(2);
  const type = qualifiedType.slice(qualifiedType.lastIndexOf("$") + 1);
  return `${type.slice(type.lastIndexOf(":") + 1)} ${name}`;
}

function plain(text: string): string {
  return stripVTControlCharacters(text.replaceAll(/<\{%[^%]*%\}>/gu, "")).trim();
}

function addOnce(list: string[], line: string): void {
  if (line !== "" && !list.includes(line)) list.push(line);
}
