import { Cron as CronPattern } from "croner";
import { InvalidValue, type TextFormat } from "./invalid";

export const cronFormat: TextFormat = {
  pattern: "^[0-9A-Za-z*,/-]+( +[0-9A-Za-z*,/-]+){4}$",
  description: "A cron schedule of five fields: minute, hour, day of month, month, day of week.",
  examples: ["0 2 * * *", "*/15 8-18 * * MON-FRI"],
};

/**
 * Checks a cron schedule as Kubernetes and Velero read it and returns it with single spaces.
 * @throws InvalidValue for other than five fields, values out of range, extensions such as L, W, # or @daily, and
 * schedules that never run (such as the 31st of February).
 */
export function parseCron(text: string): string {
  const fields = text.trim().split(/\s+/);
  const refuse = (): InvalidValue =>
    new InvalidValue(
      text,
      "five fields (minute, hour, day of month, month, day of week) of numbers, names, * , - and /",
      'write for example "0 2 * * *" for every day at 02:00',
    );
  // The library knows more than Kubernetes does.
  const plain = /^(?:\*|[0-9]+|[A-Za-z]{3})(?:[-/,](?:\*|[0-9]+|[A-Za-z]{3}))*$/;
  if (fields.length !== 5 || !fields.every((field) => plain.test(field))) throw refuse();
  const schedule = fields.join(" ");
  try {
    const pattern = new CronPattern(schedule, { mode: "5-part", timezone: "UTC" });
    if (pattern.nextRun() === null) throw refuse();
  } catch {
    throw refuse();
  }
  return schedule;
}
