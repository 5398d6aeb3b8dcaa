/** a backup is made when it is meant to be, of what it is meant to hold, and kept long enough. */
import type { Report } from "../../controls/control";
import { isKind, type ObjectType } from "../../kubernetes/kinds";
import { elements, type Field } from "../../values/field";
import { rule, type ObjectRule } from "../rule";

const isSchedule = (type: ObjectType): boolean => isKind(type, "velero.io", "Schedule");
const isBackup = (type: ObjectType): boolean => isSchedule(type) || isKind(type, "velero.io", "Backup");

/** A value of five cron fields: numbers, ranges, steps and lists, or a name such as `@daily`. */
const FIELD = String.raw`(?:\*|[\dA-Za-z]+(?:-[\dA-Za-z]+)?)(?:\/\d+)?`;
const CRON = new RegExp(
  String.raw`^(?:(?:TZ|CRON_TZ)=\S+\s+)?(?:${FIELD}(?:,${FIELD})*)(?:\s+${FIELD}(?:,${FIELD})*){4}$|^@(?:hourly|daily|midnight|weekly|monthly|yearly|annually|every\s+\S+)$`,
);
const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

/** Whether a text is a schedule: five fields whose plain numbers are in range. */
export function isCron(value: string): boolean {
  if (!CRON.test(value)) {
    return false;
  }
  const fields = value.replace(/^(?:TZ|CRON_TZ)=\S+\s+/, "").split(/\s+/);
  return (
    value.includes("@") ||
    fields.every((field, index) => {
      const [low, high] = RANGES[index] ?? [0, 0];
      return [...field.replace(/\/\d+/g, "").matchAll(/\d+/g)].every(
        ([digits]) => Number(digits) >= low && Number(digits) <= high,
      );
    })
  );
}

export const backupSchedule: ObjectRule = {
  rule: rule({
    name: "backup-schedule",
    number: "X-16",
    title: "A backup has a valid schedule that is not paused",
    severity: "high",
    frameworks: { hipaa: "164.312(c)(1)" },
    tags: ["backup"],
    remedy: "Set schedule to five cron fields, and remove paused.",
  }),
  concerns: isSchedule,
  check: (judged, report) => {
    report.demand(
      judged.at("spec", "schedule"),
      (value) => typeof value === "string" && isCron(value),
      "five cron fields",
    );
    report.restrict(judged.at("spec", "paused"), (value) => value === false, "false or unset");
  },
};

const SHORTEST_HOURS = 24;

export const backupScope: ObjectRule = {
  rule: rule({
    name: "backup-scope",
    number: "X-17",
    title: "A backup names its namespaces, leaves no volumes out and is kept for at least a day",
    severity: "high",
    frameworks: { hipaa: "164.312(c)(1)" },
    tags: ["backup"],
    remedy:
      "Set includedNamespaces, ttl, and snapshotVolumes or defaultVolumesToFsBackup; leave volumes and claims in.",
  }),
  concerns: isBackup,
  check: (judged, report) => {
    const template = isSchedule(judged.type) ? ["spec", "template"] : ["spec"];
    const at = (...path: string[]): Field => judged.at(...template, ...path);
    judgeNamespaces(at("includedNamespaces"), report);
    judgeKeptFor(at("ttl"), report);
    judgeVolumes(at("excludedResources"), report);
  },
};

function judgeNamespaces(namespaces: Field, report: Report): void {
  report.demand(namespaces, (value) => Array.isArray(value) && value.length > 0, "the namespaces that it is for");
  for (const namespace of elements(namespaces)) {
    report.restrict(namespace, (value) => value !== "*", "the name of a namespace");
  }
}

function judgeKeptFor(ttl: Field, report: Report): void {
  report.demand(
    ttl,
    (value) => typeof value === "string" && hours(value) >= SHORTEST_HOURS,
    `at least ${SHORTEST_HOURS}h`,
  );
}

const UNIT_HOURS: Readonly<Record<string, number>> = { h: 1, m: 1 / 60, s: 1 / 3600 };

/** A duration such as `720h0m0s` in hours; 0 if it is none. */
function hours(duration: string): number {
  if (!/^(?:\d+(?:\.\d+)?[hms])+$/.test(duration)) {
    return 0;
  }
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)([hms])/g)];
  return parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (UNIT_HOURS[unit] ?? 0), 0);
}

const VOLUMES: ReadonlySet<string> = new Set(["*", "persistentvolumes", "persistentvolumeclaims", "pvc", "pv"]);

/** Whether a backup holds what lies on volumes depends on whether there are any: X-27 looks at that. */
function judgeVolumes(excluded: Field, report: Report): void {
  for (const resource of elements(excluded)) {
    report.restrict(
      resource,
      (value) => !(typeof value === "string" && VOLUMES.has(value.split(".")[0] ?? "")),
      "no volumes and no claims",
    );
  }
}
