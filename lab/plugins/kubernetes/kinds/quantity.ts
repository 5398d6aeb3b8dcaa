/** Resource quantities, exactly: never through a floating-point number. Kubernetes API reference "Quantity". */

/** A quantity's value as `unscaled * 10^exponent`, and the notation it was written in. */
interface Quantity {
  unscaled: bigint;
  /** Power of ten. */
  exponent: number;
  notation: "binary" | "decimal" | "exponent";
}

const BINARY_SUFFIXES = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const DECIMAL_SUFFIXES = new Map<string, number>([
  ["n", -9],
  ["u", -6],
  ["m", -3],
  ["", 0],
  ["k", 3],
  ["M", 6],
  ["G", 9],
  ["T", 12],
  ["P", 15],
  ["E", 18],
]);
const DECIMAL_BY_EXPONENT = new Map([...DECIMAL_SUFFIXES].map(([suffix, exponent]) => [exponent, suffix]));

/** No quantity is larger, in either direction; larger ones are cut down to it. */
const LARGEST = 2n ** 63n - 1n;
/** Nothing is kept below nano; what is, is rounded away from zero. */
const SMALLEST_EXPONENT = -9;

const SYNTAX = /^([+-]?)(\d+\.?\d*|\.\d+)(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d+)?$/;

/** The canonical text of a quantity, as the API server stores it, or undefined when `text` is not one. */
export function canonicalQuantity(text: string): string | undefined {
  const quantity = parse(text);
  return quantity === undefined ? undefined : format(quantity);
}

/** Whether two texts are the same amount; texts that are not quantities are equal when they are identical. */
export function sameQuantity(left: string, right: string): boolean {
  return (canonicalAmount(left) ?? left) === (canonicalAmount(right) ?? right);
}

function canonicalAmount(text: string): string | undefined {
  const quantity = parse(text);
  return quantity === undefined ? undefined : format({ ...quantity, notation: "decimal" });
}

function parse(text: string): Quantity | undefined {
  const match = SYNTAX.exec(text.trim());
  if (match === null) return undefined;
  const [, sign, digits = "", suffix = ""] = match;
  const [whole = "", fraction = ""] = digits.split(".");
  let unscaled = BigInt(`${whole}${fraction}`) * (sign === "-" ? -1n : 1n);
  let exponent = -fraction.length;
  let notation: Quantity["notation"] = "decimal";
  const binary = BINARY_SUFFIXES.indexOf(suffix);
  if (binary > 0) {
    unscaled *= 1024n ** BigInt(binary);
    notation = "binary";
  } else if (suffix.length > 1) {
    exponent += Number(suffix.slice(1));
    notation = "exponent";
  } else {
    exponent += DECIMAL_SUFFIXES.get(suffix) ?? 0;
  }
  return bounded({ unscaled, exponent, notation });
}

function bounded(quantity: Quantity): Quantity {
  let { unscaled, exponent } = quantity;
  if (unscaled === 0n) return { ...quantity, exponent: 0 };
  // Beyond 40 digits either way the result is a bound; this keeps 10^exponent small enough to compute.
  const magnitude = exponent + absolute(unscaled).toString().length;
  if (magnitude > 40) return { ...quantity, unscaled: unscaled < 0n ? -LARGEST : LARGEST, exponent: 0 };
  if (magnitude < -40) return { ...quantity, unscaled: unscaled < 0n ? -1n : 1n, exponent: SMALLEST_EXPONENT };
  if (exponent < SMALLEST_EXPONENT) {
    unscaled = roundedUp(unscaled, 10n ** BigInt(SMALLEST_EXPONENT - exponent));
    exponent = SMALLEST_EXPONENT;
  }
  const nano = unscaled * 10n ** BigInt(exponent - SMALLEST_EXPONENT);
  const limit = LARGEST * 10n ** BigInt(-SMALLEST_EXPONENT);
  if (absolute(nano) > limit) return { ...quantity, unscaled: nano < 0n ? -LARGEST : LARGEST, exponent: 0 };
  return { ...quantity, unscaled, exponent };
}

function format(quantity: Quantity): string {
  const integer = wholeNumber(quantity);
  if (quantity.notation === "binary" && integer !== undefined && absolute(integer) >= 1024n) {
    let mantissa = integer;
    let index = 0;
    while (mantissa % 1024n === 0n && index < BINARY_SUFFIXES.length - 1) {
      mantissa /= 1024n;
      index += 1;
    }
    return `${mantissa.toString()}${BINARY_SUFFIXES[index] ?? ""}`;
  }
  let { unscaled, exponent } = quantity;
  if (unscaled === 0n) return "0";
  while (unscaled % 10n === 0n) {
    unscaled /= 10n;
    exponent += 1;
  }
  while (exponent % 3 !== 0) {
    unscaled *= 10n;
    exponent -= 1;
  }
  const decimal = exponent === 0 ? "" : `e${exponent}`;
  return `${unscaled.toString()}${quantity.notation === "exponent" ? decimal : (DECIMAL_BY_EXPONENT.get(exponent) ?? decimal)}`;
}

function wholeNumber(quantity: Quantity): bigint | undefined {
  if (quantity.exponent >= 0) return quantity.unscaled * 10n ** BigInt(quantity.exponent);
  const divisor = 10n ** BigInt(-quantity.exponent);
  return quantity.unscaled % divisor === 0n ? quantity.unscaled / divisor : undefined;
}

function roundedUp(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  if (value % divisor === 0n) return quotient;
  return value < 0n ? quotient - 1n : quotient + 1n;
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}
