/** The exemptions register: who may break which rule where, why, and until when. */
import { parseDocument } from "yaml";

/** One exemption. Dates are calendar days in UTC, written `YYYY-MM-DD`. */
export interface Exemption {
  readonly id: string;
  /** Number of the rule that it lifts, such as `R-06`. */
  readonly control: string;
  /** Names of the stacks in which it holds. */
  readonly stacks: readonly string[];
  /** `Kind/name`, or `Kind/namespace/name` to bind it to one namespace. */
  readonly object: string;
  /** Name of the container; absent for objects without containers. */
  readonly container: string | undefined;
  readonly reason: string;
  /** A role, never a person: people change. */
  readonly owner: string;
  /** The day on which it was granted. */
  readonly date: string;
  /** The last day on which it holds, at most 365 days after `date`. */
  readonly expiry: string;
  /**
   * The incident for which a rule is broken in an emergency. Such an entry may lift any rule about one object, and ends
   * {@link LONGEST_BREAK_GLASS_DAYS} after `date` at the latest. Absent in ordinary entries.
   */
  readonly breakGlass?: string;
}

const LONGEST_EXEMPTION_DAYS = 365;
/** The day on which it is granted and the next: an emergency at 23:59 UTC has a day. */
const LONGEST_BREAK_GLASS_DAYS = 1;

/** The register cannot be used; the message lists every fault with its place and the remedy. */
export class RegisterError extends Error {
  constructor(source: string, faults: readonly string[]) {
    super(`${source} is not a valid exemptions register:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`);
    this.name = "RegisterError";
  }
}

const DAY = 24 * 60 * 60 * 1000;

/** Whole days from one calendar day to another; negative if `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY);
}

const required = ["id", "control", "stack", "object", "reason", "owner", "date", "expiry"] as const;
const known: readonly string[] = [...required, "container", "breakGlass"];

const patterns: Readonly<Record<string, readonly [pattern: RegExp, wanted: string]>> = {
  id: [/^[a-z0-9]+(-[a-z0-9]+)*$/, "lower-case words joined by hyphens"],
  control: [/^[RX]-\d{2}$/, "a rule number such as R-06"],
  object: [/^[A-Z][A-Za-z0-9]*(\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?){1,2}$/, "Kind/name or Kind/namespace/name"],
  container: [/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, "the name of a container"],
  breakGlass: [/^\S{3,63}$/, "the number of an incident, such as INC-4711"],
  owner: [/^[a-z0-9]+(-[a-z0-9]+)*$/, "the name of a role, such as platform-security"],
};

/**
 * Reads a register.
 *
 * @param content YAML: a list of entries under the key `exemptions`.
 * @param source Name of the file, for messages.
 * @param exemptable Numbers of the rules that may be lifted at all.
 * @throws RegisterError if the text is no YAML, or any entry is incomplete, misspelt, too long or a duplicate.
 */
export function parseRegister(content: string, source: string, exemptable: ReadonlySet<string>): readonly Exemption[] {
  const document = parseDocument(content);
  if (document.errors.length > 0) {
    throw new RegisterError(
      source,
      document.errors.map(({ message }) => message.split("\n")[0] ?? message),
    );
  }
  const parsed: unknown = document.toJS();
  const list = isRecord(parsed) ? parsed["exemptions"] : undefined;
  if (!Array.isArray(list)) {
    throw new RegisterError(source, [
      "it must hold a list under the key exemptions (an empty one is `exemptions: []`)",
    ]);
  }
  const faults: string[] = [];
  const entries = list.map((item: unknown, index) => parseEntry(item, index, exemptable, faults));
  const seen = new Set<string>();
  for (const { id } of entries) {
    if (seen.has(id)) {
      faults.push(`two entries have the id ${id}; give one of them another`);
    }
    seen.add(id);
  }
  if (faults.length > 0) {
    throw new RegisterError(source, faults);
  }
  return entries;
}

function parseEntry(item: unknown, index: number, exemptable: ReadonlySet<string>, faults: string[]): Exemption {
  const entry = isRecord(item) ? item : {};
  const id = textOf(entry["id"]);
  const fault = (text: string): void => {
    faults.push(`entry ${index + 1}${id === "" ? "" : ` (${id})`}: ${text}`);
  };
  if (!isRecord(item)) {
    fault("it must be a map of fields");
  }
  for (const key of Object.keys(entry).filter((name) => !known.includes(name))) {
    fault(`unknown field ${key}; known are ${known.join(", ")}`);
  }
  for (const key of required.filter((name) => name !== "stack" && textOf(entry[name]) === "")) {
    fault(`${key} is missing or empty`);
  }
  for (const [key, [pattern, wanted]] of Object.entries(patterns)) {
    const value = textOf(entry[key]);
    if (value !== "" && !pattern.test(value)) {
      fault(`${key} is ${JSON.stringify(value)}; it must be ${wanted}`);
    }
  }
  const breakGlass = textOf(entry["breakGlass"]);
  if ("breakGlass" in entry && breakGlass === "") {
    fault("breakGlass must be the number of an incident, such as INC-4711");
  }
  const control = textOf(entry["control"]);
  if (breakGlass === "" && /^[RX]-\d{2}$/.test(control) && !exemptable.has(control)) {
    fault(`the rule ${control} allows no exemption; those that do are ${[...exemptable].join(", ")}`);
  }
  const stacks = (Array.isArray(entry["stack"]) ? entry["stack"] : [entry["stack"]]).map(textOf);
  if (stacks.length === 0 || stacks.includes("")) {
    fault("stack must be the name of a stack or a list of names");
  }
  const date = textOf(entry["date"]);
  const expiry = textOf(entry["expiry"]);
  checkDates({ date, expiry, longest: breakGlass === "" ? LONGEST_EXEMPTION_DAYS : LONGEST_BREAK_GLASS_DAYS }, fault);
  const container = textOf(entry["container"]);
  return {
    id,
    control,
    stacks,
    object: textOf(entry["object"]),
    container: container === "" ? undefined : container,
    reason: textOf(entry["reason"]),
    owner: textOf(entry["owner"]),
    date,
    expiry,
    ...(breakGlass === "" ? {} : { breakGlass }),
  };
}

function checkDates(
  { date, expiry, longest }: { readonly date: string; readonly expiry: string; readonly longest: number },
  fault: (text: string) => void,
): void {
  for (const [key, value] of Object.entries({ date, expiry })) {
    if (value !== "" && !isDay(value)) {
      fault(`${key} is ${JSON.stringify(value)}; it must be a day written YYYY-MM-DD`);
    }
  }
  if (isDay(date) && isDay(expiry)) {
    const days = daysBetween(date, expiry);
    if (days < 0) {
      fault(`expiry ${expiry} is before date ${date}`);
    } else if (days > longest) {
      fault(`expiry ${expiry} is ${days} days after date ${date}; at most ${longest} are allowed`);
    }
  }
}

/** Whether the text is a real calendar day: `2026-02-30` is none. */
function isDay(value: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(value) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}
