import { InvalidValue, type TextFormat } from "./invalid";

export const dateFormat: TextFormat = {
  pattern: String.raw`^\d{4}-\d\d-\d\d$`,
  description: "A day as RFC 3339 writes it.",
  examples: ["2026-12-31"],
};

/**
 * Checks a day: `2026-12-31`. It is a label value too.
 * @throws InvalidValue for another form and for a day that no calendar has.
 */
export function parseDate(text: string): string {
  if (!new RegExp(dateFormat.pattern).test(text) || addDays(text, 0) !== text) {
    throw new InvalidValue(text, "a day of the calendar as year-month-day", 'write for example "2026-12-31"');
  }
  return text;
}

/** The day so many days after `date`; undefined where `date` is none. */
export function addDays(date: string, days: number): string | undefined {
  const time = new Date(`${date}T00:00:00Z`);
  time.setUTCDate(time.getUTCDate() + days);
  return Number.isNaN(time.getTime()) ? undefined : dayOf(time);
}

/** The day of a point in time, in UTC. */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}
