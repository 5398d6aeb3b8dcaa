import { ArgumentError } from "../argument-error";

type Unit = "ms" | "s" | "m" | "h" | "d" | "w" | "y";
/** A duration as Prometheus writes it, with one or two units: "30s", "1h30m", "3d". Longer ones are accepted too. */
export type PrometheusDuration = `${number}${Unit}` | `${number}${Unit}${number}${Unit}`;

const second = 1_000;
const day = 86_400 * second;
/** Largest first, the order in which Prometheus wants them. */
const millisecondsOf: readonly (readonly [Unit, number])[] = [
  ["y", 365 * day],
  ["w", 7 * day],
  ["d", day],
  ["h", 3_600 * second],
  ["m", 60 * second],
  ["s", second],
  ["ms", 1],
];
const shape = new RegExp(`^${millisecondsOf.map(([unit]) => `(?:(\\d+)${unit})?`).join("")}$`);

/**
 * The length of a duration in milliseconds (Prometheus, Configuration: duration). Unlike Go's durations it has days, weeks
 * and years, and no fractions.
 * @throws ArgumentError for text that Prometheus would not read.
 */
export function prometheusMilliseconds(path: string, text: string): number {
  const amounts = shape.exec(text)?.slice(1);
  if (amounts === undefined || text === "") {
    const allowed = "whole numbers with the units y, w, d, h, m, s, ms, largest first";
    throw new ArgumentError(path, JSON.stringify(text), allowed, 'write for example "30s" or "1h30m"');
  }
  return millisecondsOf.reduce((sum, [, length], index) => sum + Number(amounts[index] ?? 0) * length, 0);
}

/**
 * Checks a duration that must last.
 * @throws ArgumentError as {@link prometheusMilliseconds}, and for a length of zero.
 */
export function positiveDuration(path: string, text: string): string {
  if (prometheusMilliseconds(path, text) === 0) {
    throw new ArgumentError(path, JSON.stringify(text), "more than 0", 'write for example "30s"');
  }
  return text;
}
