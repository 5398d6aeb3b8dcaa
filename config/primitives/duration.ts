import { InvalidValue, type TextFormat } from "./invalid";

type Unit = "ms" | "s" | "m" | "h";
/** A duration as Go writes it, with one or two units: "5s", "500ms", "1m30s". Longer ones pass `parseDuration` too. */
export type Duration = `${number}${Unit}` | `${number}${Unit}${number}${Unit}`;

export const durationFormat: TextFormat = {
  pattern: "^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$",
  description: "A duration as Go writes it: numbers with the units h, m, s, ms, largest first.",
  examples: ["5s", "1m30s", "500ms"],
};

/** A duration with its length. */
export interface ParsedDuration {
  readonly text: string;
  readonly milliseconds: number;
  /** May have a fraction. */
  readonly seconds: number;
}

const millisecondsOf: Readonly<Record<Unit, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
const units = Object.keys(millisecondsOf) as readonly Unit[];

/**
 * Reads a duration as Go's time.ParseDuration does, without sign and without units below a millisecond.
 * @param bounds inclusive limits, written as durations.
 * @throws InvalidValue when the text is no duration, a unit repeats or grows, or a bound is passed.
 */
export function parseDuration(text: string, bounds: { min?: Duration; max?: Duration } = {}): ParsedDuration {
  const refuse = (allowed: string): InvalidValue =>
    new InvalidValue(text, allowed, 'write for example "5s" or "1m30s"');
  const whole = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/;
  if (!whole.test(text)) throw refuse("a number with a unit of h, m, s, ms, or several of them, largest unit first");

  let milliseconds = 0;
  let last = -1;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    const position = units.indexOf(unit as Unit);
    if (position <= last) throw refuse("each unit once, the largest first");
    last = position;
    milliseconds += Number(amount) * millisecondsOf[unit as Unit];
  }
  // Binary fractions: 0.1s + 0.2s must be 300 ms.
  milliseconds = Math.round(milliseconds * 1000) / 1000;

  const { min, max } = bounds;
  if (min !== undefined && milliseconds < parseDuration(min).milliseconds) throw refuse(`at least ${min}`);
  if (max !== undefined && milliseconds > parseDuration(max).milliseconds) throw refuse(`at most ${max}`);
  return { text, milliseconds, seconds: milliseconds / 1000 };
}
