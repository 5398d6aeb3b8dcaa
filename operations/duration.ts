import { InvalidArgumentError } from "commander";

const UNITS = { s: 1, m: 60, h: 3600 } as const;

/**
 * Reads a limit of a command, such as `90s`, `10m` or `1h`.
 *
 * @returns seconds
 * @throws InvalidArgumentError for anything else, zero included
 */
export function limit(text: string): number {
  const [, amount = "0", unit = "s"] = /^(\d{1,6})([smh])$/u.exec(text) ?? [];
  const seconds = Number(amount) * UNITS[unit as keyof typeof UNITS];
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError("Allowed: a whole number of s, m or h, such as 90s, 10m or 1h.");
}
