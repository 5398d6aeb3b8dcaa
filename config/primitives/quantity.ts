import { InvalidValue, type TextFormat } from "./invalid";

type BinarySuffix = "Ki" | "Mi" | "Gi" | "Ti" | "Pi" | "Ei";
type DecimalSuffix = "n" | "u" | "m" | "" | "k" | "M" | "G" | "T" | "P" | "E";

/** CPU in cores or millicores, such as "0.5" or "250m". */
export type CpuQuantity = `${number}` | `${number}m`;
/** Bytes, such as "64Mi" or "10Gi". */
export type ByteQuantity = `${number}` | `${number}${BinarySuffix | "k" | "M" | "G" | "T" | "P" | "E"}`;
/** Any Kubernetes quantity (Kubernetes API reference, Quantity). */
export type Quantity = `${number}${BinarySuffix | DecimalSuffix}`;

export const quantityFormat: TextFormat = {
  pattern: "^([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?$",
  description: 'A Kubernetes quantity: a number that is not negative, with an optional unit such as "m", "Mi" or "Gi".',
  examples: ["250m", "0.5", "64Mi", "10Gi"],
};

/** A quantity with its exact value. */
export interface ParsedQuantity {
  /** As given. */
  readonly text: string;
  /** The form in which the API server stores it. */
  readonly canonical: string;
  /** The exact value in billionths (the smallest step that Kubernetes keeps). */
  readonly nano: bigint;
}

const shape = /^(?:(\d+)(?:\.(\d*))?|\.(\d+))(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d+)?$/;
const decimalExponents: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binaryPowers: Readonly<Record<string, bigint>> = { Ki: 1n, Mi: 2n, Gi: 3n, Ti: 4n, Pi: 5n, Ei: 6n };
const one = 1_000_000_000n;
const largest = (2n ** 63n - 1n) * one;

/**
 * Reads a Kubernetes quantity exactly, without floating point; below one billionth it rounds up, as the API server does.
 * @throws InvalidValue for anything else, negative values and values above 2^63-1 included.
 */
export function parseQuantity(text: string): ParsedQuantity {
  const match = shape.exec(text);
  if (match === null) throw refusal(text);
  const fraction = match[2] ?? match[3] ?? "";
  const digits = BigInt((match[1] ?? "") + fraction);
  const suffix = match[4] ?? "";
  const isBinary = suffix in binaryPowers;
  const isExponent = /^[eE][+\-0-9]/.test(suffix);
  const exponent = isExponent ? Number(suffix.slice(1)) : (decimalExponents[suffix] ?? 0);
  if (Math.abs(exponent) > 30 || text.length > 64) throw refusal(text);

  const scaled = digits * 1024n ** (binaryPowers[suffix] ?? 0n);
  const nano = timesPowerOfTen(scaled, exponent + 9 - fraction.length);
  if (nano > largest) throw refusal(text);
  return { text, nano, canonical: canonicalForm(nano, isBinary ? "binary" : isExponent ? "exponent" : "decimal") };
}

/** Below zero, zero or above zero as `left` is smaller than, equal to or larger than `right`; exact. */
export function compareQuantities(left: string, right: string): -1 | 0 | 1 {
  const difference = parseQuantity(left).nano - parseQuantity(right).nano;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/**
 * The exact sum of at least one quantity, in canonical form: binary if the first of them is.
 * @throws InvalidValue for what {@link parseQuantity} refuses, a sum above 2^63-1 included.
 */
export function sumQuantities(first: string, ...rest: readonly string[]): Quantity {
  const nano = [first, ...rest].reduce((sum, text) => sum + parseQuantity(text).nano, 0n);
  if (nano > largest) throw refusal(first);
  const isBinary = (shape.exec(first)?.[4] ?? "") in binaryPowers;
  return canonicalForm(nano, isBinary ? "binary" : "decimal") as Quantity;
}

function refusal(text: string): InvalidValue {
  const allowed = "a number from 0 to 2^63-1 with an optional unit (n u m k M G T P E, Ki Mi Gi Ti Pi Ei)";
  return new InvalidValue(text, allowed, 'write for example "250m" or "64Mi"');
}

/** Multiplies by a power of ten and rounds what is left below one up. */
function timesPowerOfTen(value: bigint, power: number): bigint {
  if (power >= 0) return value * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return (value + divisor - 1n) / divisor;
}

function canonicalForm(nano: bigint, form: "binary" | "decimal" | "exponent"): string {
  if (nano === 0n) return "0";
  if (form === "binary" && nano % one === 0n && nano >= 1024n * one) return binaryForm(nano / one);
  let exponent = -9;
  let value = nano;
  while (value % 1000n === 0n && exponent < 18) {
    value /= 1000n;
    exponent += 3;
  }
  if (form === "exponent") return exponent === 0 ? String(value) : `${String(value)}e${exponent}`;
  const suffix = Object.entries(decimalExponents).find(([, e]) => e === exponent)?.[0] ?? "";
  return `${String(value)}${suffix}`;
}

function binaryForm(units: bigint): string {
  let value = units;
  let power = 0n;
  while (value % 1024n === 0n && power < 6n) {
    value /= 1024n;
    power += 1n;
  }
  const suffix = Object.entries(binaryPowers).find(([, p]) => p === power)?.[0] ?? "";
  return `${String(value)}${suffix}`;
}
